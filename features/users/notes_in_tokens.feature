Feature: Notes in tokens
  As a tenant
  I want what I note of a user in that user's tokens, and nothing that users write themselves

  Background:
    Given tenant "Acme" with:
      | token_claims | plan: plan, team: team |
    And Ada signs in

  Scenario: What the tenant notes is in the next token
    Given Acme notes of Ada that the plan is "gold"
    When Ada's app refreshes
    Then the token claims "plan" as "gold"
    And the token claims no "team"

  Scenario: It is in the token of a sign-in, too
    Given Acme notes of Ada that the team is "blue"
    When 1 minute goes by
    And Ada signs in
    Then the token claims "team" as "blue"

  Scenario: What no setting names stays out
    Given Acme notes of Ada that the salary is "too low"
    When Ada's app refreshes
    Then nothing in the token says "too low"

  Scenario: What users note of themselves stays out
    Given Ada notes of herself that the plan is "gold"
    When Ada's app refreshes
    Then the token claims no "plan"
    And nothing in the token says "gold"
