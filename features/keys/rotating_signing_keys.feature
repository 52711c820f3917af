Feature: Rotating signing keys
  As a tenant
  I want a new signing key without one user signed out

  Background:
    Given tenant "Acme" with:
      | signing_algorithm   | ES256 |
      | session_ttl_minutes | 60    |
    And Ada signs in

  Scenario: A new key signs after 15 minutes
    Given Acme rotates its signing key
    When 14 minutes go by
    And Ada signs in
    Then the token is signed with the same key as before
    When 1 minute goes by
    And Ada signs in
    Then the token is signed with another key than before
    And Acme publishes the key that verifies it

  Scenario: Tokens of the old key verify meanwhile
    Given Acme rotates its signing key
    When 20 minutes go by
    Then Ada's app is let in
    And Acme publishes the key that verifies it

  Scenario: A key that leaked ends at once, with every token that it made
    When Acme rotates its signing key at once
    Then Ada's app is turned away as "invalid_token"
    When 1 minute goes by
    And Ada's app refreshes
    Then Ada's app is let in

  Scenario: One rotation at a time
    Given Acme rotates its signing key
    When Acme rotates its signing key
    Then the rotation is refused as "conflict"
