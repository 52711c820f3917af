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
