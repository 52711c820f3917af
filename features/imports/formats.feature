Feature: Users come in from another system
  As a team that leaves a hosted provider
  I want my users to sign in on the first day as if they had always been here

  Background:
    Given tenant "Acme"

  Scenario Outline: A file of each system
    When the operator imports "<file>" from <system>
    Then <added> users are added
    And Grace is known, and Mallory's mailbox opens nothing

    Examples:
      | file           | system   | added |
      | auth0.ndjson   | auth0    | 3     |
      | firebase.json  | firebase | 3     |
      | supabase.csv   | supabase | 3     |
      | keycloak.json  | keycloak | 3     |
      | clerk.csv      | clerk    | 3     |
      | plain.csv      | csv      | 5     |

  Scenario: Reading first keeps nothing
    When the operator reads "auth0.ndjson" from auth0
    Then 3 users would be added
    And Acme has 0 users

  Scenario: The same file again adds nobody
    Given the operator imports "auth0.ndjson" from auth0
    When the operator imports "auth0.ndjson" from auth0
    Then 0 users are added
    And Acme has 3 users

  Scenario: A tenant moves to another house
    Given the operator imports "auth0.ndjson" from auth0
    And Ada signs in
    When the operator moves Acme to another house
    Then not a line differs there
