Feature: Publishing signing keys
  As a tenant with several servers
  I want to verify tokens without a secret that could make them

  Scenario Outline: Keys that cannot sign are published
    Given tenant "Acme" with:
      | signing_algorithm | <algorithm> |
    When Ada signs in
    Then the token is signed with <algorithm>
    And Acme publishes the key that verifies it

    Examples:
      | algorithm |
      | ES256     |
      | EdDSA     |

  Scenario: A key that could sign is never published
    Given tenant "Acme"
    When Ada signs in
    Then the token is signed with HS256
    And Acme publishes no key

  Scenario: After a change of algorithm, the earlier key verifies what it signed
    Given tenant "Acme" with:
      | signing_algorithm | ES256 |
    And Ada signs in
    When Acme's settings change to:
      | signing_algorithm | EdDSA |
    Then Acme publishes the key that verifies it
    When 16 minutes go by
    And Ada signs in
    Then the token is signed with EdDSA
    And Acme publishes the key that verifies it
