Feature: A way through the pages belongs to one browser
  As a person
  I want nobody to sign me in as somebody else, or themselves as me
  So that what I do in an app is done as me

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And "Shop" sends Ada to sign in

  Scenario: A form that another browser was given is refused
    Given "Shop" sends Mallory to sign in
    When Mallory gets Ada's page into a browser of his own
    And Mallory gives his number
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."
    And Mallory's phone stays silent

  Scenario: A code is no use in a browser that did not ask for it
    Given Ada gives her number
    And "Shop" sends Mallory to sign in
    When Mallory gets Ada's page into a browser of his own
    And Mallory enters Ada's code
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: A way that was begun elsewhere cannot be taken over by its address
    When Mallory gets Ada's page into a browser of his own
    And Mallory loads the page again
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."

  Scenario: Nobody agrees in another's place
    Given somebody else's app "Reader" at Acme
    And "Reader" sends Ada to sign in
    And Ada gives her number and enters the code
    And Mallory has signed in to "Shop"
    When Mallory gets Ada's page into a browser of his own
    And Mallory agrees
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."
    And Ada is asked whether the app may

  Scenario: A way that has led back leads nowhere again
    Given Ada gives her number and enters the code
    When Ada goes back to the page that asked for her number
    Then Ada is told "This page has expired. Start again in the app or on the page that you came from."

  Scenario: An app leads back to no address but its own
    When "Shop" sends Ada to sign in, and back to "https://shop.example.com.evil.example/back"
    Then Ada is told "The app sent something wrong. This is not your fault. Please tell the people who run the app."

  Scenario: Another tenant's app leads nobody here
    Given tenant "Globex"
    And Globex's own app "Mine"
    When "Mine" sends Ada to sign in at Acme
    Then Ada is told "The app sent something wrong. This is not your fault. Please tell the people who run the app."

  @http
  Scenario: A browser that keeps no cookies is told what to do
    When Mallory gets Ada's page into a browser of his own
    And Mallory gives his number
    Then Mallory is told "Your browser sent no cookie. Allow cookies for this page, then start again."

  @http
  Scenario: A form that another browser was given signs nobody out
    Given Acme's own app "Forum"
    And Ada has signed in to "Shop" with lasting access
    And Mallory has signed in to "Forum"
    And "Forum" sends Mallory to sign out, and shows no ID token
    When Ada gets Mallory's page into a browser of her own
    And Ada says that she means it
    Then Ada is told "This page has expired. Start again in the app or on the page that you came from."
    And "Shop" renews its tokens
