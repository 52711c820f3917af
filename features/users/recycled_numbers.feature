Feature: Recycled numbers
  As somebody who got a number that was another's before
  I want an account of my own, and not theirs

  Background:
    Given tenant "Acme" with:
      | recycled_after_months | 2 |
    And Ada signs in

  Scenario: After so long the number makes a new user
    When 61 days go by
    And Ada signs in
    Then Ada is a new user
    And Ada is another user than before

  Scenario: Before that it opens the account
    When 59 days go by
    And Ada signs in
    Then Ada is the same user as before

  Scenario: Who signed in by mail meanwhile keeps the account
    Given Ada changes to "ada@example.com"
    When 40 days go by
    And Ada signs in at "ada@example.com"
    And 40 days go by
    And Ada signs in at "+12015550123"
    Then Ada is the same user as before

  Scenario: Who proves the earlier address too has the old account back
    Given Ada changes to "ada@example.com"
    When 61 days go by
    And Ada signs in at "+12015550123"
    Then Ada is a new user
    When Ada changes to "ada@example.com"
    Then Ada's app is signed out
    When 1 minute goes by
    And Ada signs in at "+12015550123"
    Then Ada is the same user as at first
    And Ada's account has the email "ada@example.com"

  Scenario: The mailbox alone does not open it either, and the number does the rest
    Given Ada changes to "ada@example.com"
    When 61 days go by
    And Ada signs in at "ada@example.com"
    Then Ada is a new user
    When Ada changes to "+12015550123"
    And 1 minute goes by
    And Ada signs in at "ada@example.com"
    Then Ada is the same user as at first

  Scenario: Who has only the number gets nothing but an account of their own
    Given Ada changes to "ada@example.com"
    And Grace signs in at "grace@example.com"
    When 61 days go by
    And Ada signs in at "+12015550123"
    And Ada begins to change to "grace@example.com"
    And Ada proves the new address
    Then the change is refused as "conflict"
    And Ada's account has the phone "+12015550123"

  Scenario: Who came back meanwhile keeps the account
    When 29 days go by
    And Ada's app refreshes
    And 50 days go by
    And Ada signs in
    Then Ada is the same user as before

  Scenario: Without that setting a number opens the account after any time
    Given Acme's settings change to:
      | recycled_after_months | none |
    When 700 days go by
    And Ada signs in
    Then Ada is the same user as before
