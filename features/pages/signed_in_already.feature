Feature: Who is signed in already
  As a person who uses several apps of a tenant
  I want to sign in once
  But an app that has to be sure may ask me again

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And Acme's own app "Forum"
    And Ada has signed in to "Shop" with her phone number

  Scenario: The next app is entered at once, by the same person
    When 10 days go by
    And "Forum" sends Ada to sign in
    Then Ada is back in "Forum"
    And "Forum" gets tokens for what Ada brought
    And "Shop" and "Forum" know the same person

  Scenario: A browser stays signed in for thirty days
    When 29 days go by
    And "Forum" sends Ada to sign in
    Then Ada is back in "Forum"
    When 24 hours go by
    And "Forum" sends Ada to sign in
    Then Ada is asked for her number

  Scenario: A tenant may let an idle browser's sign-in end sooner
    Given Acme's settings change to:
      | session_idle_minutes | 60 |
    When 60 minutes go by
    And "Forum" sends Ada to sign in
    Then Ada is asked for her number

  Scenario: An app that may not disturb is told without a page
    When "Forum" asks Ada's browser, without a word to her, whether she is signed in
    Then Ada is back in "Forum"
    When "Forum" asks Grace's browser, without a word to her, whether she is signed in
    Then "Forum" hears "login_required" of Grace

  Scenario: An app may want a proof of this moment
    When 1 minute goes by
    And "Shop" sends Ada to sign in anew
    Then Ada is asked for her number
    When Ada gives her number and enters the code
    Then Ada is back in "Shop"

  Scenario: An app may want a proof that is not too old
    When 5 minutes go by
    And "Shop" sends Ada to sign in, unless she did within 5 minutes
    Then Ada is back in "Shop"
    When 1 minute goes by
    And "Shop" sends Ada to sign in, unless she did within 5 minutes
    Then Ada is asked for her number

  Scenario: Going on with the account that is there
    When 1 minute goes by
    And "Forum" sends Ada to choose an account and wants her phone number
    Then Ada is asked which account goes on
    When Ada goes on as who she is
    Then Ada is back in "Forum"
    And "Forum" gets tokens for what Ada brought
    And "Forum" is told the number "+12015550123"

  Scenario: Another account
    Given 1 minute goes by
    And "Forum" sends Ada to choose an account and wants her phone number
    When Ada uses another account
    Then Ada is asked for her number
    When Ada gives the number "+12015550188"
    And Ada enters the code
    Then Ada is back in "Forum"
    And "Forum" gets tokens for what Ada brought
    And "Forum" is told the number "+12015550188"

  Scenario: With another account, what the one before had in this browser ends
    Given Ada has signed in to "Forum" with lasting access
    When 1 minute goes by
    And "Shop" sends Ada to sign in anew
    And Ada gives the number "+12015550188"
    And Ada enters the code
    Then Ada is back in "Shop"
    And "Forum" is shut out

  Scenario: With the same account, what apps have goes on
    Given Grace has signed in to "Forum" with lasting access
    When 1 minute goes by
    And "Shop" sends Grace to sign in anew
    And Grace gives her number and enters the code
    Then Grace is back in "Shop"
    And "Forum" renews its tokens

  Scenario: A tenant's sign-in is its own
    Given tenant "Globex"
    And Globex's own app "Mine"
    When "Mine" sends Ada to sign in
    Then Ada is asked for her number
