Feature: Giving back
  As a person behind a carrier's one address for thousands
  I want honest neighbours not to shut me out

  Background:
    Given an installation that allows 3 calls per network and hour
    And tenant "Acme"

  Scenario: A sign-in gives one ask and one try back
    Given 4 people at "192.0.2.1" sign in
    When 3 people at "192.0.2.1" ask for a code
    Then a code is on its way
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3600 seconds

  Scenario: Only a success gives back
    Given Ada calls from "192.0.2.1"
    And Ada asks for a code
    And Ada types a wrong code 2 times
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3600 seconds

  Scenario: Wrong tries before the success are not given back
    Given Ada calls from "192.0.2.1"
    And Ada asks for a code
    And Ada types a wrong code
    And Ada types the code
    When 2 people at "192.0.2.1" ask for a code
    Then a code is on its way
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3600 seconds
