Feature: Changes that wait
  As a tenant whose accounts are worth something
  I want the holder of the old address to have time to stop a change

  Background:
    Given tenant "Acme" with:
      | address_change_hold_hours    | 12   |
      | session_ttl_minutes          | 1440 |
      | reauthenticate_after_minutes | 1440 |
    And Ada signs in
    And 1 minute goes by
    And Ada changes to "+12015550199"

  Scenario: The old number is told, and counts until then
    Then Ada's phone shows "Your Acme sign-in address will change soon. If this was not you, sign in to Acme and stop it."
    When 11 hours go by
    And the worker sweeps
    Then Ada's account has the phone "+12015550123"

  Scenario: After the wait the new number counts
    When 12 hours go by
    And the worker sweeps
    Then Ada's account has the phone "+12015550199"
    And Ada's phone shows "Your Acme sign-in address was changed. If this was not you, contact Acme at once."
    When Ada signs in at "+12015550199"
    Then Ada is the same user as before

  Scenario: Stopping it keeps the old number
    When Ada stops the change of the phone
    And 12 hours go by
    And the worker sweeps
    Then Ada's account has the phone "+12015550123"

  Scenario: What does not wait cannot be stopped
    Given Ada stops the change of the phone
    When Ada stops the change of the phone
    Then the change is refused as "not_found"

  Scenario: A number that went to somebody else meanwhile stays theirs
    Given Grace signs in at "+12015550199"
    When 12 hours go by
    And the worker sweeps
    Then Ada's account has the phone "+12015550123"
    And Grace's account has the phone "+12015550199"
