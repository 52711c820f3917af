Feature: A wrong code on the page
  As a person who mistypes
  I want to know how often I may still try
  So that I take care in time

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And "Shop" sends Ada to sign in
    And Ada gives her number

  Scenario: It is told how many are left
    When Ada enters a wrong code
    Then Ada is told "The code is wrong. You have 4 attempts left."
    When Ada enters a wrong code 3 times
    Then Ada is told "The code is wrong. You have 1 attempt left."

  Scenario: The right one afterwards is right
    Given Ada enters a wrong code 4 times
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: After too many the right one comes too late
    When Ada enters a wrong code 5 times
    Then Ada is told "Too many wrong codes. Ask for a new one."
    When Ada enters the code
    Then Ada is told "Too many wrong codes. Ask for a new one."

  Scenario: After too many a new code does, and nobody waits for it
    Given Ada enters a wrong code 5 times
    When Ada has the code sent again
    Then Ada is asked for the code
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: A code has its time
    When 10 minutes go by
    And Ada enters the code
    Then Ada is told "The code is no longer valid. Ask for a new one."

  Scenario: Tries in an app of the tenant's and on its page are counted together
    Given Ada types a wrong code 4 times
    When Ada enters a wrong code
    Then Ada is told "Too many wrong codes. Ask for a new one."
