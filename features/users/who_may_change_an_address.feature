Feature: Who may change an address
  As somebody whose account is worth something
  I want nobody to take it away by its address

  Background:
    Given tenant "Acme" with:
      | reauthenticate_after_minutes | 5 |
    And Ada signs in
    And Grace signs in

  Scenario: A sign-in that is too old begins no change
    When 4 minutes go by
    And Ada begins to change to "+12015550199"
    Then a code is on its way
    When 2 minutes go by
    And Ada begins to change to "+12015550198"
    Then the change is refused as "reauthentication_required"

  Scenario: It ends none either, and a refresh is no sign-in
    Given 4 minutes go by
    And Ada begins to change to "+12015550199"
    When 2 minutes go by
    And Ada's app refreshes
    And Ada proves the new address
    Then the change is refused as "reauthentication_required"

  Scenario: That a number is taken is said after its code was proven, not before
    Given 1 minute goes by
    When Ada begins to change to "+12015550124"
    Then the answer is the same as for a free address

  Scenario: A wrong code does not say it either
    Given 1 minute goes by
    And Ada begins to change to "+12015550124"
    When Ada types a wrong code for the new address
    Then the code is refused as "invalid_code"

  Scenario: Who proves a taken number is refused
    Given 1 minute goes by
    And Ada begins to change to "+12015550124"
    When Ada proves the new address
    Then the change is refused as "conflict"
    And Ada's account has the phone "+12015550123"

  Scenario: Nobody else can prove it
    Given Ada begins to change to "+12015550199"
    When Grace types Ada's code for that new address
    Then the code is refused as "invalid_code"
    And Grace's account has the phone "+12015550124"
