Feature: Without Redis
  Redis guards, the database judges: people sign in while Redis is away, and no bound of an address is lost

  Background:
    Given an installation that allows 3 calls per network and hour
    And tenant "Acme"

  Scenario: People sign in
    Given Redis goes away
    When Ada signs in
    Then Ada is signed in

  Scenario: A network's asks are counted from the records, also those from before
    Given 1 person at "192.0.2.1" asks for a code
    And Redis goes away
    And 2 people at "192.0.2.1" ask for a code
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3600 seconds
    But 1 person at "192.0.2.2" asks for a code
    And a code is on its way

  Scenario: The wait is true
    Given Redis goes away
    And 3 people at "192.0.2.1" ask for a code
    When 1 person at "192.0.2.1" asks for a code
    And exactly that long goes by
    And 1 person at "192.0.2.1" asks for a code
    Then a code is on its way

  Scenario: The bounds of an address hold
    Given Ada asks for a code
    And Redis goes away
    When Ada asks for a code
    Then the limit "resend" stands for 30 seconds
    When Ada types a wrong code 5 times
    Then the code is refused as "too_many_attempts"
