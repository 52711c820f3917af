Feature: Failing over on a receipt that says "not delivered"
  A provider took the message and could not deliver it: somebody else may

  Background:
    Given the SMS providers first and second
    And tenant "Acme"
    And Ada asks for a code

  Scenario: The next provider sends the same code at once
    When a receipt says that the message was not delivered
    Then both messages carry the same code
    And both messages say the same, to the letter
    And the message was handed to:
      | first  | accepted |
      | second | accepted |

  Scenario: What was delivered stays delivered, whatever comes after
    Given a receipt says that the message was delivered
    When a receipt says that the message was not delivered
    And a receipt says that the message is on its way
    Then Ada's phone has shown 1 message
    And the timeline tells:
      | requested   |       |
      | queued      |       |
      | handed over | first |
      | answered    | first |
      | delivered   | first |

  Scenario: A receipt that comes twice tells one thing
    Given a receipt says that the message was not delivered
    When a receipt of the first provider says that the message was not delivered
    Then Ada's phone has shown 2 messages
    And the timeline tells "undelivered" once

  Scenario: The first provider's message arrives after all
    Given a receipt says that the message was not delivered
    When a receipt of the first provider says that the message was delivered
    And a receipt of the second provider says that the message was not delivered
    Then the message is "delivered"
    And Ada's phone has shown 2 messages

  Scenario: A receipt that is two hours late sends nothing
    When 2 hours go by
    And a receipt says that the message was not delivered
    Then Ada's phone has shown 1 message
    And the message is "undelivered"

  Scenario: Where no provider could do better, none is asked
    When a receipt says that the number is not in service
    And the worker is at work for 60 seconds
    Then Ada's phone has shown 1 message

  Scenario: After the last provider there is nobody
    When a receipt says that the message was not delivered
    And a receipt says that the message was not delivered
    And the worker is at work for 10 minutes
    Then Ada's phone has shown 2 messages
    And the message is "undelivered"
