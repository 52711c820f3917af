Feature: Who gets no code on the page
  As a tenant
  I want the page to refuse by the same limits as the API
  So that it is no way around them, and people know what to do

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"

  Scenario Outline: A number that the tenant does not allow
    Given "Shop" sends Ada to sign in
    When Ada gives the number "<number>"
    Then Ada is told "We send no codes to this number. Use another one."
    And Ada's phone stays silent
    When Ada gives the number "+12015550123"
    Then Ada is asked for the code

    Examples: VOIP, premium rate, landline
      | number        |
      | +445601234567 |
      | +19002345678  |
      | +33142685300  |

  Scenario: A country that the tenant does not allow
    Given Acme's settings change to:
      | allowed_countries | US |
    And "Shop" sends Ada to sign in
    When Ada gives the number "+33612345678"
    Then Ada is told "We send no codes to this number. Use another one."

  Scenario: A blocked person sees what everybody sees, and gets no code
    Given Ada signs in
    And Acme blocks Ada
    And 1 minute goes by
    And "Shop" sends Ada to sign in
    When Ada gives her number
    Then Ada is asked for the code
    And Ada's phone has shown 1 message
    When Ada enters the first code
    Then Ada is told "The code is wrong. You have 4 attempts left."

  Scenario: Who is blocked is signed out of the browser and of every app
    Given Ada signs in
    And Ada has signed in to "Shop" with lasting access
    When Acme blocks Ada
    Then "Shop" is shut out
    When 1 minute goes by
    And "Shop" sends Ada to sign in
    Then Ada is asked for her number

  Scenario: Codes that an app asked for count on the page
    Given 5 times 60 seconds go by and Ada asks for a code
    And 60 seconds go by
    And "Shop" sends Ada to sign in
    When Ada gives her number
    Then Ada is told "Too many attempts. Try again in 55 minutes."
    And Ada's phone has shown 5 messages
    When 55 minutes go by
    And "Shop" sends Ada to sign in
    And Ada gives her number
    Then Ada is asked for the code

  Scenario: Codes that the page sent count in an app
    Given Acme's settings change to:
      | rate_limit_per_hour | 1 |
    And Ada has signed in to "Shop"
    When Ada asks for a code
    Then the limit "address" stands for 3600 seconds

  Scenario: Calls from one network are counted, whoever makes them
    Given an installation that allows 2 calls per network and hour
    And 2 people at "198.51.100.20" ask for a code
    And "Shop" sends Ada to sign in
    And Ada gives her number
    But Grace calls from "198.51.100.20"
    And "Shop" sends Grace to sign in
    When Grace gives her number
    Then Grace is told "Too many attempts. Try again in 60 minutes."
    But Ada is asked for the code

  Scenario: Who is taken for a stranger's machine works for the code
    Given strangers ask for codes of 30 numbers all over "+25471234"
    And "Shop" sends Ada to sign in
    When Ada gives the number "+254712340007"
    Then Ada is asked to let her browser work at a puzzle
    When Ada's browser solves the puzzle
    Then Ada is asked for the code
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: Who is refused for good is told whom to ask
    Given Acme's settings change to:
      | risk_challenge_at | 40 |
      | risk_block_at     | 40 |
    And strangers ask for codes of 30 numbers all over "+25471234"
    And "Shop" sends Ada to sign in
    When Ada gives the number "+254712340007"
    Then Ada is told "We cannot sign you in now. Acme can help you."
    And Ada's phone stays silent

  Scenario: Whom the tenant's own system does not let in is told whom to ask
    Given Acme's system refuses new users
    And "Shop" sends Ada to sign in
    When Ada gives her number and enters the code
    Then Ada is told "You cannot sign up with this address. Acme can help you."
