Feature: Asking again
  Messages overtake each other, and a second code only confuses

  Background:
    Given tenant "Acme"
    And Ada asks for a code

  Scenario Outline: The same code comes again while a third of its life is left
    When <wait> seconds go by
    And Ada asks for a code
    Then it is the same request
    And the code lives for <left> seconds
    And both messages carry the same code
    And Ada's phone shows "Your Acme verification code is: {code}. Expires in <minutes> minutes."

    Examples:
      | wait | left | minutes |
      | 30   | 570  | 9       |
      | 360  | 240  | 4       |
      | 400  | 200  | 3       |

  Scenario: Later a new code replaces it
    When 401 seconds go by
    And Ada asks for a code
    Then it is a new request
    And the code lives for 600 seconds
    And the messages carry different codes
    When Ada types the first code
    Then the code is refused as "invalid_code"
    When Ada types the code
    Then Ada is signed in

  Scenario: A new code inherits the spent tries
    Given Ada types a wrong code 3 times
    When 401 seconds go by
    And Ada asks for a code
    Then the tries left are 2
    When Ada types a wrong code 2 times
    Then the code is refused as "too_many_attempts"

  Scenario: Asking never takes the last try away
    Given Ada types a wrong code 4 times
    When 30 seconds go by
    And Ada asks for a code
    Then the tries left are 1
    When Ada types the code
    Then Ada is signed in

  Scenario Outline: A code that ended passes nothing on, and nobody waits after it
    When <what happens>
    And Ada asks for a code
    Then it is a new request
    And the tries left are 5

    Examples:
      | what happens                   |
      | Ada types the code             |
      | Ada types a wrong code 5 times |
      | 10 minutes go by               |
