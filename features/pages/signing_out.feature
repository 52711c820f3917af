Feature: Signing out
  As a person at a browser that others use after me
  I want to leave every app at once
  But no link is to sign me out behind my back

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And Acme's own app "Forum"
    And Ada has signed in to "Forum" with lasting access
    And Ada has signed in to "Shop" with lasting access

  Scenario: An app that shows the ID token signs out at once
    When "Shop" sends Ada to sign out
    Then Ada is at the door of "Shop"
    And "Shop" is shut out

  Scenario: Every app of this browser is left
    When "Shop" sends Ada to sign out
    Then "Forum" is shut out

  Scenario: Afterwards an app has to ask again
    Given "Shop" sends Ada to sign out
    When 1 minute goes by
    And "Shop" sends Ada to sign in
    Then Ada is asked for her number

  Scenario: Without the ID token the person is asked first
    When "Shop" sends Ada to sign out, and shows no ID token
    Then Ada is asked whether to sign out
    And "Shop" renews its tokens
    When Ada says that she means it
    Then Ada is at the door of "Shop"
    And "Shop" is shut out

  Scenario: Another person's ID token is none
    Given Grace has signed in to "Shop"
    When "Shop" sends Ada to sign out
    Then Ada is asked whether to sign out
    And "Forum" renews its tokens

  Scenario: An ID token that is older than its hour still says who is meant
    When 2 hours go by
    And "Shop" sends Ada to sign out
    Then Ada is at the door of "Shop"
    And "Shop" is shut out

  Scenario: Another browser of the same person stays signed in
    Given Ada turns to another browser
    And Ada has signed in to "Shop" with lasting access
    When "Shop" sends Ada to sign out
    Then "Shop" is shut out
    But "Forum" renews its tokens

  Scenario: Who is signed out already is led on all the same
    Given "Shop" sends Ada to sign out
    When "Shop" sends Ada to sign out, and shows no ID token
    Then Ada is at the door of "Shop"

  Scenario: An app leads to no door but its own
    When "Shop" sends Ada to sign out to "https://shop.example.com.evil.example/"
    Then Ada is told "The app sent something wrong. This is not your fault. Please tell the people who run the app."
    And "Shop" renews its tokens
