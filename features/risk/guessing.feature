Feature: Guessing
  As a person whose number is known to others
  I want strangers' guesses to cost me nothing
  So that nobody can lock me out, and nobody gets in by patience

  Scenario: Strangers cannot lock an owner out
    Given tenant "Acme"
    And Ada signs in
    And Ada asks for a code
    When Mallory guesses at Ada's code 6 times
    Then the code is refused as "too_many_attempts"
    When Ada types the code
    Then Ada is signed in

  Scenario: Strangers' guesses close the address for strangers alone
    Given tenant "Acme"
    And Ada signs in
    And Ada asks for a code
    And Mallory guesses at Ada's code 5 times
    And 11 minutes go by
    And Ada asks for a code
    And Mallory guesses at Ada's code 5 times
    When Mallory guesses at Ada's code 1 times
    Then the limit "failures" stands for 2940 seconds
    When 11 minutes go by
    And Ada asks for a code
    And Ada types the code
    Then Ada is signed in

  Scenario: One code over many numbers, where strangers shall work meanwhile
    Given tenant "Acme" with:
      | risk_signals | {"country": {"mode": "off"}, "prefix": {"mode": "off"}, "unproven_money": {"mode": "off"}, "guessing": {"weight": 200}} |
    And 60 strangers try one code on numbers of their own
    When Grace asks for a code at "+12015550124"
    Then the code is refused as "challenge_required"
    And the newest request is "blocked" and its story says "Wrong codes are typed all over this tenant"
    When Grace solves the puzzle and asks again
    And Grace types the code
    Then Grace is signed in
