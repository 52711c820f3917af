Feature: Failing over on silence
  A provider that always tells what became of a message, and is silent about one, has probably lost it

  Background:
    Given the SMS providers first and second

  Scenario: After 45 seconds the next provider sends the same code in the same words
    Given tenant "Acme"
    And the first provider is known for its receipts
    And Ada asks for a code
    When the worker is at work for 44 seconds
    Then Ada's phone has shown 1 message
    When the worker is at work for 1 second
    Then both messages carry the same code
    And both messages say the same, to the letter
    And the message was handed to:
      | first  | accepted |
      | second | accepted |

  Scenario Outline: A tenant sets its own patience
    Given tenant "Acme" with:
      | failover_after_seconds | <seconds> |
    And the first provider is known for its receipts
    And Ada asks for a code
    When the worker is at work for <shorter> seconds
    Then Ada's phone has shown 1 message
    When the worker is at work for 1 second
    Then Ada's phone has shown <messages> messages

    Examples: With 0 it has no end
      | seconds | shorter | messages |
      | 10      | 9       | 2        |
      | 120     | 119     | 2        |
      | 0       | 598     | 1        |

  Scenario: The silence of a provider that never tells means nothing
    Given tenant "Acme"
    And Ada asks for a code
    When the worker is at work for 10 minutes
    Then Ada's phone has shown 1 message

  Scenario: What it tells of one country says nothing of another
    Given tenant "Acme"
    And the first provider is known for its receipts
    And Ada asks for a code at "+33612345678"
    When the worker is at work for 60 seconds
    Then Ada's phone has shown 1 message

  Scenario: A message that arrived is not sent again
    Given tenant "Acme"
    And the first provider is known for its receipts
    And Ada asks for a code
    When a receipt says that the message was delivered
    And the worker is at work for 60 seconds
    Then Ada's phone has shown 1 message
