Feature: What no plan can promise
  A typo in a plan, or a channel that nobody serves, is told at once and loses no codes

  Background:
    Given the SMS providers first and second
    And tenant "Acme"

  Scenario Outline: A channel that nobody here serves
    When Ada asks for a code by <channel>
    Then the code is refused as "invalid_request"
    And the fields named are "channel"
    And Ada's phone stays silent

    Examples:
      | channel  |
      | voice    |
      | WhatsApp |
      | mail     |

  Scenario Outline: A channel that does not reach a mailbox
    Given Ada asks for a code at "ada@example.com"
    When Ada asks for a code by <channel>
    Then the code is refused as "invalid_request"
    And the fields named are "channel"

    Examples:
      | channel |
      | SMS     |
      | voice   |

  Scenario Outline: A plan that could not be followed
    When Acme's settings change to:
      | message_plan | <plan> |
    Then the change is refused as "invalid_request"
    And the fields named are "settings.message_plan"

    Examples: An unknown provider, no country, one provider twice, a provider of another name
      | plan                   |
      | default: frist, second |
      | XX: first              |
      | FR: first, first       |
      | default: Twilio!       |
