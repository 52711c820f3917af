Feature: Failing over on an error
  As a person who waits for a code
  I want the next provider to send it at once where the first cannot

  Background:
    Given the SMS providers first and second
    And tenant "Acme"

  Scenario Outline: The second provider sends in the same breath
    Given the first provider <has a trouble>
    When Ada asks for a code
    Then the message was handed to:
      | first  | <answer> |
      | second | accepted |
    And Ada's phone has shown 1 message
    When Ada types the code
    Then Ada is signed in

    Examples:
      | has a trouble           | answer                |
      | is out of order         | unavailable           |
      | hangs                   | timeout               |
      | is asked too often      | rate_limited          |
      | refuses the message     | refused_by_provider   |
      | rejects our credentials | authentication_failed |
      | answers nonsense        | unknown               |

  Scenario Outline: Where the number is at fault, nobody else is asked
    Given the first provider <answers>
    When Ada asks for a code
    And the worker is at work for 10 minutes
    Then the message was handed to:
      | first | <answer> |
    And the message is "failed"
    And Ada's phone stays silent

    Examples:
      | answers                       | answer              |
      | knows no such number          | invalid_destination |
      | says that its owner opted out | opted_out           |

  Scenario: A provider that failed five in a row is left alone for fifteen seconds
    Given the first provider is out of order
    And 5 people at "192.0.2.1" ask for a code
    When the first provider is well again
    And Ada asks for a code
    Then the message was handed to:
      | second | accepted |
    When 15 seconds go by
    And Grace asks for a code
    Then the message was handed to:
      | first | accepted |
