Feature: Codes of a change
  As somebody who is talked into reading out a code
  I want it to be good for what it was asked for alone

  Background:
    Given tenant "Acme"
    And Ada signs in

  Scenario: A code of a change does not sign in
    Given Ada begins to change to "+12015550199"
    When Ada types the code of the change to sign in
    Then the code is refused as "invalid_code"

  Scenario: A code to sign in changes no address
    Given Grace asks for a code
    When Ada types Grace's code to change to "+12015550124"
    Then the code is refused as "invalid_code"
    And Ada's account has the phone "+12015550123"

  Scenario: Wrong codes end it, as they end every code
    Given Ada begins to change to "+12015550199"
    When Ada types a wrong code for the new address 5 times
    Then the code is refused as "too_many_attempts"
    When Ada proves the new address
    Then the code is refused as "too_many_attempts"
