Feature: Deleting users
  As a tenant whose user leaves
  I want nothing of them to go on

  Background:
    Given tenant "Acme"
    And Ada signs in
    And 1 minute goes by

  Scenario: Every session ends at once
    Given Ada's app is let in
    When Acme deletes the user Ada
    Then Ada's app is turned away as "session_revoked"
    When Ada's app refreshes
    Then the refresh is refused as "invalid_token"

  Scenario: A code that is on its way opens nothing
    Given Ada asks for a code
    When Acme deletes the user Ada
    And Ada types the code
    Then the code is refused as "code_expired"

  Scenario: The same address later makes a new user
    When Acme deletes the user Ada
    And Ada signs in
    Then Ada is a new user
    And Ada is another user than before

  Scenario: Who is gone cannot be deleted again
    Given Acme deletes the user Ada
    When Acme deletes the user Ada
    Then the user is refused as "not_found"

  Scenario: Another tenant cannot delete them
    Given tenant "Globex"
    When Globex deletes the user Ada
    Then the user is refused as "not_found"
    And Ada's app is let in
