Feature: Consent to an app that is somebody else's
  As a person
  I want to be asked before an app that is not the tenant's own learns of me
  So that signing in is one thing, and telling of me another

  Background:
    Given tenant "Acme"
    And somebody else's app "Reader" at Acme

  Scenario: The first time the person is asked
    Given "Reader" sends Ada to sign in and wants her phone number
    When Ada gives her number and enters the code
    Then Ada is asked whether the app may
    When Ada agrees
    Then Ada is back in "Reader"
    And "Reader" gets tokens for what Ada brought
    And "Reader" is told the number "+12015550123"

  Scenario: The second time nobody asks
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    And Ada agrees
    When 1 minute goes by
    And "Reader" sends Ada to sign in
    Then Ada is back in "Reader"

  Scenario: It holds in another browser, too
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    And Ada agrees
    When Ada turns to another browser
    And "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    Then Ada is back in "Reader"

  Scenario: Who wants more asks again
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    And Ada agrees
    When "Reader" sends Ada to sign in and wants her phone number
    Then Ada is asked whether the app may

  Scenario: A no is told to the app, which learns nothing else
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    When Ada does not agree
    Then "Reader" hears "access_denied" of Ada

  Scenario: A no is not remembered as a yes
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    And Ada does not agree
    When "Reader" sends Ada to sign in
    Then Ada is asked whether the app may

  Scenario: An app that may not disturb is told that somebody has to be asked
    Given "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    When "Reader" asks Ada's browser, without a word to her, whether she is signed in
    Then "Reader" hears "consent_required" of Ada

  Scenario: The tenant's own app is not asked about
    Given Acme's own app "Shop"
    When "Shop" sends Ada to sign in and wants her phone number
    And Ada gives her number and enters the code
    Then Ada is back in "Shop"

  @http
  Scenario: The page says who gets what, of whom, and where the way leads
    Given "Reader" sends Ada to sign in and wants her phone number and lasting access
    When Ada gives her number and enters the code
    Then Ada reads "Allow Reader to use your account?"
    And Ada reads "Your phone number"
    And Ada reads "Access while you are away"
    And Ada reads "You will go on to reader.example.com."
    But nothing of "Your email address" is on Ada's page
    And nothing of "2015550123" is on Ada's page
