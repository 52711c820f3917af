Feature: Never after the expiry
  A code that opens nothing any more only confuses whoever gets it

  Background:
    Given the SMS providers first and second
    And tenant "Acme"

  Scenario: A message that waited longer than its code lives
    Given the worker rests
    And Ada asks for a code
    When 10 minutes go by
    And the worker goes on
    Then the message was handed to nobody
    And the message is "dropped"

  Scenario: Everybody was out of reach until the time was over
    Given every provider is out of reach
    And Ada asks for a code
    When the worker is at work for 10 minutes
    And every provider is well again
    And the worker is at work for 60 seconds
    Then Ada's phone stays silent
    And the message is "failed"

  Scenario: Silence that ends with the code
    Given tenant "Globex" with:
      | otp_expiry_minutes     | 1  |
      | failover_after_seconds | 60 |
    And the first provider is known for its receipts
    When Ada asks "Globex" for a code
    And the worker is at work for 2 minutes
    Then Ada's phone has shown 1 message

  Scenario: A receipt that comes as the time is over
    Given Ada asks for a code
    When 10 minutes go by
    And a receipt says that the message was not delivered
    Then Ada's phone has shown 1 message

  Scenario: The code was used meanwhile, though no receipt told that it arrived
    Given the first provider is known for its receipts
    And Ada asks for a code
    And Ada types the code
    When the worker is at work for 60 seconds
    Then Ada's phone has shown 1 message

  Scenario: The code was used meanwhile, and the provider says that it did not arrive
    Given Ada asks for a code
    And Ada types the code
    When a receipt says that the message was not delivered
    Then Ada's phone has shown 1 message

  Scenario: Wrong codes ended it meanwhile
    Given Ada asks for a code
    And Ada types a wrong code 5 times
    When a receipt says that the message was not delivered
    Then Ada's phone has shown 1 message
