Feature: Tenants apart
  As a tenant
  I want nobody else's users, codes, counts or keys to touch mine

  Background:
    Given tenant "Acme"
    And tenant "Globex"

  Scenario: A code of one tenant proves nothing to another
    Given Ada asks "Acme" for a code
    When Ada types the code at "Globex"
    Then the code is refused as "code_expired"
    When Ada types the code at "Acme"
    Then Ada is signed in

  Scenario: Trying it at another tenant costs no try
    Given Ada asks "Acme" for a code
    And Ada types the code at "Globex"
    When Ada types a wrong code at "Acme"
    Then the tries left are 4

  Scenario: Two tenants, two codes at a time
    Given Ada asks "Acme" for a code
    And Ada asks "Globex" for a code
    When Ada types the first code at "Globex"
    Then the code is refused as "invalid_code"
    When Ada types the first code at "Acme"
    Then Ada is signed in

  Scenario: One person is another user at each tenant
    Given Ada signs in
    When Ada asks "Globex" for a code
    And Ada types the code at "Globex"
    Then Ada is a new user
    And Ada is another user than before
    And the token is issued by "globex" for Globex

  Scenario: Wrong codes at one tenant lock nobody at another
    Given Ada asks for a code
    And Ada types a wrong code 5 times
    When Ada asks "Globex" for a code
    And Ada types the code at "Globex"
    Then Ada is signed in

  Scenario: A key of one tenant is unknown to another
    Given Globex issues a secret key "server"
    When Acme revokes Globex's key "server"
    Then the key is refused as "not_found"
    And the key "server" opens the door
