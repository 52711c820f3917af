Feature: Signing in on a tenant's page
  As a person who uses an app
  I want to sign in with my phone number and be back where I was
  So that the app knows me, and nothing of me that it has no use for

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"

  Scenario: With a phone number, and back in the app
    When "Shop" sends Ada to sign in
    Then Ada is asked for her number
    When Ada gives her number
    Then Ada is asked for the code
    When Ada enters the code
    Then Ada is back in "Shop"
    And "Shop" gets tokens for what Ada brought

  Scenario: With a mailbox
    Given "Shop" sends Ada to sign in
    When Ada gives the mailbox "ada@example.com"
    Then Ada is asked for the code
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: An app that wants the number is told it
    When "Shop" sends Ada to sign in and wants her phone number
    And Ada gives her number and enters the code
    And "Shop" gets tokens for what Ada brought
    Then "Shop" is told the number "+12015550123"

  Scenario: An app that does not want the number is told nothing of it
    When "Shop" sends Ada to sign in
    And Ada gives her number and enters the code
    And "Shop" gets tokens for what Ada brought
    Then nothing that "Shop" is told has Ada's number in it

  Scenario: What is no phone number is told, and nothing is lost
    Given "Shop" sends Ada to sign in
    When Ada gives the number "+1 201 555"
    Then Ada is told "Check the phone number, and begin with + and the country code."
    When Ada gives the number "+1 (201) 555-0123"
    Then Ada is asked for the code

  Scenario: Looking for the phone may take half an hour, and no longer
    Given "Shop" sends Ada to sign in
    When 29 minutes go by
    And Ada gives her number
    Then Ada is asked for the code
    When 1 minute goes by
    And Ada enters the code
    Then Ada is told "This page has expired. Start again in the app or on the page that you came from."

  Scenario: What Ada brought is worth nothing after a minute
    Given "Shop" sends Ada to sign in
    And Ada gives her number and enters the code
    When 60 seconds go by
    Then "Shop" gets no tokens for what Ada brought

  Scenario: What Ada brought is good once, and a copy of it ends what it gave
    Given "Shop" sends Ada to sign in and wants lasting access
    And Ada gives her number and enters the code
    And "Shop" gets tokens for what Ada brought
    Then "Shop" gets no tokens for what Ada brought
    And "Shop" is shut out
