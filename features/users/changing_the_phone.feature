Feature: Changing the phone
  As somebody with a new number
  I want to keep my account

  Background:
    Given tenant "Acme"
    And Ada signs in
    And 1 minute goes by

  Scenario: Who proves the new number signs in with it from now on
    When Ada changes to "+12015550199"
    And 1 minute goes by
    And Ada signs in at "+12015550199"
    Then Ada is the same user as before

  Scenario: The old number is told, and opens the account no more
    When Ada changes to "+12015550199"
    Then Ada's phone shows "Your Acme sign-in address was changed. If this was not you, contact Acme at once."
    When 1 minute goes by
    And Ada signs in
    Then Ada is another user than before

  Scenario: Without its code nothing changes
    Given Ada begins to change to "+12015550199"
    When Ada types a wrong code for the new address
    Then the code is refused as "invalid_code"
    And Ada's account has the phone "+12015550123"

  Scenario: A mailbox is added in the same way
    When Ada changes to "ada@example.com"
    And Ada signs in at "ada@example.com"
    Then Ada is the same user as before
    And Ada's account has the phone "+12015550123"

  Scenario: One's own number is no change
    When Ada begins to change to "+12015550123"
    Then the change is refused as "conflict"

  Scenario: The other sessions end where the user says so
    Given Ada signs in on the laptop
    And Ada begins to change to "+12015550199"
    When Ada proves the new address and stays signed in here alone
    Then Ada's laptop is let in
    And Ada's app is signed out
