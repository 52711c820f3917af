Feature: How many sessions
  As a tenant
  I want to bound on how many devices a user is signed in

  Background:
    Given tenant "Acme" with:
      | max_sessions_per_user | 2 |
    And Ada signs in on the phone
    And 1 minute goes by
    And Ada signs in on the laptop
    And 1 minute goes by

  Scenario: One more sign-in ends the session that was used longest ago
    When Ada signs in on the tablet
    Then Ada's phone is signed out
    And Ada's laptop is let in
    And Ada's tablet is let in

  Scenario: A session that came back stays
    Given Ada's phone refreshes
    When 1 minute goes by
    And Ada signs in on the tablet
    Then Ada's laptop is signed out
    And Ada's phone is let in

  Scenario: A session that logged out leaves its place
    Given Ada's laptop logs out
    When Ada signs in on the tablet
    Then Ada's phone is let in

  Scenario: Each user has as many
    When Grace signs in
    Then Ada's phone is let in
    And Ada's laptop is let in

  Scenario: A lower bound counts from the next sign-in on
    Given Acme's settings change to:
      | max_sessions_per_user | 1 |
    When Ada signs in on the tablet
    Then Ada's phone is signed out
    And Ada's laptop is signed out
    And Ada's tablet is let in
