Feature: Calls per network
  A flood from one network is turned away before it costs anything

  Background:
    Given an installation that allows 3 calls per network and hour
    And tenant "Acme"

  Scenario: The fourth call within the hour is refused, and the wait is true
    Given 2 people at "192.0.2.1" ask for a code
    And 10 minutes go by
    And 1 person at "192.0.2.1" asks for a code
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3000 seconds
    When exactly that long goes by
    And 2 people at "192.0.2.1" ask for a code
    Then a code is on its way
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 600 seconds

  Scenario: Typing counts as asking does
    Given Ada asks for a code
    And Ada types a wrong code 2 times
    When Ada types the code
    Then the limit "ip" stands for 3600 seconds

  Scenario: Other networks go on
    Given 3 people at "192.0.2.1" ask for a code
    When 1 person at "192.0.2.2" asks for a code
    Then a code is on its way

  Scenario: Other tenants go on
    Given 3 people at "192.0.2.1" ask for a code
    And tenant "Globex"
    And Ada calls from "192.0.2.1"
    When Ada asks "Globex" for a code
    Then a code is on its way

  Scenario: A refused call does not count
    Given Ada asks for a code
    And Ada asks for a code
    And Ada asks for a code
    When Ada types a wrong code 2 times
    Then the code is refused as "invalid_code"
