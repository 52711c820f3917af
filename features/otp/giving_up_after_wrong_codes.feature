Feature: Giving up after wrong codes
  Nobody guesses a code: a few wrong ones end it

  Background:
    Given tenant "Acme"
    And Ada asks for a code

  Scenario Outline: A wrong code costs a try
    When Ada types a wrong code <count> times
    Then the code is refused as "invalid_code"
    And the tries left are <left>

    Examples:
      | count | left |
      | 1     | 4    |
      | 4     | 1    |

  Scenario: A code of the wrong length costs a try as well
    When Ada types "1234"
    Then the code is refused as "invalid_code"
    And the tries left are 4

  Scenario: The fifth wrong code ends it, and the right one comes too late
    When Ada types a wrong code 5 times
    Then the code is refused as "too_many_attempts"
    When Ada types the code
    Then the code is refused as "too_many_attempts"
    But after its ten minutes it is refused as "code_expired"

  Scenario: The right code at the last try is still right
    Given Ada types a wrong code 4 times
    When Ada types the code
    Then Ada is signed in

  Scenario: A tenant may allow fewer tries
    Given tenant "Globex" with:
      | max_otp_attempts | 2 |
    When Ada asks "Globex" for a code
    Then the tries left are 2
    When Ada types a wrong code at "Globex" 2 times
    Then the code is refused as "too_many_attempts"
