Feature: Logging out
  As somebody who leaves a device
  I want to be signed out of it at once

  Background:
    Given tenant "Acme"
    And Ada signs in on the phone
    And 1 minute goes by
    And Ada signs in on the laptop
    And Grace signs in

  Scenario: Logging out ends this session only
    When Ada's laptop logs out
    Then Ada's laptop is signed out
    And Ada's phone is let in

  Scenario: Logging out everywhere ends all sessions of the user
    When Ada's laptop logs out everywhere
    Then Ada's laptop is signed out
    And Ada's phone is signed out

  Scenario: It ends at once, although the app was let in a moment ago
    Given Ada's phone is let in
    When Ada's laptop logs out everywhere
    Then Ada's phone is turned away as "session_revoked"

  Scenario: Other users stay
    When Ada's laptop logs out everywhere
    Then Grace's app is let in

  Scenario: Who logged out may sign in again
    When Ada's laptop logs out everywhere
    And 1 minute goes by
    And Ada signs in
    Then Ada is signed in
    And Ada's laptop is let in

  Scenario: A tenant may end every session of a user
    When Acme ends every session of Ada
    Then Ada's phone is signed out
    And Ada's laptop is signed out
    And Grace's app is let in
