Feature: Guessing for days
  After fifty wrong codes in a day an address gets one ask and one try an hour, and its owner no longer wait than that

  Background:
    Given tenant "Acme" with:
      | rate_limit_per_hour | 100 |
    And somebody guesses at Ada's number for 5 hours

  Scenario: One ask an hour
    When Ada asks for a code
    Then a code is on its way
    When 60 seconds go by
    And Ada asks for a code
    Then the limit "failures" stands for 3540 seconds

  Scenario: One try an hour
    Given Ada asks for a code
    And Ada types a wrong code
    When Ada types the code
    Then the limit "failures" stands for 3600 seconds

  Scenario: The owner signs in, and all is well again
    Given Ada asks for a code
    And Ada types the code
    When Ada signs in
    Then Ada is signed in

  Scenario: Asking too often does not stop the code that already came
    Given Ada asks for a code
    And 40 seconds go by
    And Ada asks for a code
    When Ada types the code
    Then Ada is signed in
