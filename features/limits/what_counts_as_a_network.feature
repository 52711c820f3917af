Feature: What counts as a network
  One IPv4 address, one IPv6 subscriber, and whom a tenant's server names

  Background:
    Given an installation that allows 3 calls per network and hour
    And tenant "Acme"

  Scenario: All of an IPv6 subscriber's addresses are one network
    Given 1 person at "2001:db8:0:1::1" asks for a code
    And 2 people at "2001:db8:0:1:ffff::2" ask for a code
    When 1 person at "2001:db8:0:1::3" asks for a code
    Then the limit "ip" stands for 3600 seconds
    But 1 person at "2001:db8:0:2::1" asks for a code
    And a code is on its way

  Scenario: A server that names nobody has no network
    Given Acme's server asks for 5 people
    Then a code is on its way

  Scenario: A server that names its caller counts for that caller
    Given Acme's server asks for 3 people at "192.0.2.1"
    When 1 person at "192.0.2.1" asks for a code
    Then the limit "ip" stands for 3600 seconds
