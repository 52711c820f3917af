Feature: Switching the channel or the language buys nothing
  Whoever runs up a bill, or guesses, asks in ever new ways; an address has one budget for all of them

  Background:
    Given the providers first and call:voice

  Scenario: Six messages for a code, whichever way they go
    Given tenant "Acme" with:
      | resend_after_seconds | 0   |
      | rate_limit_per_hour  | 100 |
    And Ada asks for a code by SMS and by voice in turn, 3 times in all
    And Ada asks for a code in German and in French in turn, 3 times in all
    When Ada asks for a code by voice
    Then the limit "resend" stands for 600 seconds
    When Ada asks for a code in Polish by SMS
    Then the limit "resend" stands for 600 seconds
    And Ada's phone has shown 6 messages

  Scenario: The wait is one
    Given tenant "Acme"
    And Ada asks for a code by SMS
    When Ada asks for a code by voice
    Then the limit "resend" stands for 30 seconds
    When Ada asks for a code in German
    Then the limit "resend" stands for 30 seconds

  Scenario: The hour's limit is one
    Given tenant "Acme" with:
      | resend_after_seconds | 0 |
      | rate_limit_per_hour  | 3 |
    And Ada asks for a code by SMS and by voice in turn, 3 times in all
    When Ada asks for a code in German by voice
    Then the limit "address" stands for 3600 seconds

  Scenario: The code is one, and so are its tries
    Given tenant "Acme" with:
      | resend_after_seconds | 0 |
    And Ada asks for a code by SMS
    And Ada types a wrong code 2 times
    When Ada asks for a code in German by voice
    Then both messages carry the same code
    And it is the same request
    And the tries left are 3
