Feature: Codes per address
  Nobody's phone is flooded, and nobody runs up a tenant's bill with it

  Scenario: Five codes within an hour, and a truthful wait
    Given tenant "Acme"
    And 5 times 60 seconds go by and Ada asks for a code
    When 60 seconds go by
    And Ada asks for a code
    Then the limit "address" stands for 3300 seconds
    When one second less than that goes by
    And Ada asks for a code
    Then the limit "address" stands for 1 second
    When exactly that long goes by
    And Ada asks for a code
    Then a code is on its way

  Scenario: Signing in does not open the limit again
    Given tenant "Acme"
    And Ada signs in 5 times
    When Ada asks for a code
    Then the limit "address" stands for 3600 seconds

  Scenario: Another network does not open it either
    Given tenant "Acme"
    And Ada signs in 5 times
    When Ada calls from "203.0.113.50"
    And Ada asks for a code
    Then the limit "address" stands for 3600 seconds

  Scenario: Each tenant counts for itself
    Given tenant "Acme" with:
      | rate_limit_per_hour | 1 |
    And tenant "Globex"
    And Ada signs in
    When Ada asks for a code
    Then the limit "address" stands for 3600 seconds
    When Ada asks "Globex" for a code
    Then a code is on its way

  Scenario: All tenants together send an address only so many
    Given an installation that sends an address 2 codes an hour
    And tenant "Acme"
    And tenant "Globex"
    And Ada signs in
    And Ada asks "Globex" for a code
    And Ada types the code at "Globex"
    When Ada asks "Globex" for a code
    Then the limit "address" stands for 3600 seconds
    But Grace asks for a code
    And a code is on its way
