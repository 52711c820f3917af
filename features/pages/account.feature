Feature: Looking after one's own account
  As a person with an account at a tenant
  I want to see and change what is mine by myself
  But nobody who finds my browser open is to take my account

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And Acme's own app "Forum"

  Scenario: Who is not signed in signs in first, and comes back
    When Ada opens her account page
    Then Ada is asked for her number
    When Ada gives her number and enters the code
    Then Ada's account page shows "+12015550123"

  Scenario: Who has signed in to an app is not asked
    Given Ada has signed in to "Shop"
    When Ada opens her account page
    Then Ada's account page shows "+12015550123"

  Scenario: Everybody sees the own account
    Given Ada is at her account page
    When Grace is at her account page
    Then Grace's account page shows "+12015550124"

  Scenario: Another tenant's page knows nothing of it
    Given tenant "Globex"
    And Ada is at her account page
    When Ada opens her account page at Globex
    Then Ada is asked for her number

  Scenario: A number is changed by proving the new one, and the old one is told
    Given Ada is at her account page
    When Ada gives "+12015550199" as a new address
    Then Ada is asked for the code
    When Ada enters the code of the new address
    Then Ada's account page shows "+12015550199"
    And Ada's phone shows "Your Acme sign-in address was changed. If this was not you, contact Acme at once."

  Scenario: From then on the old number opens another account
    Given Ada is at her account page
    And Ada gives "ada@example.com" as a new address
    And Ada enters the code of the new address
    And Ada gives "+12015550199" as a new address
    When Ada enters the code of the new address
    Then Ada's account page shows "+12015550199, ada@example.com"
    When Ada turns to another browser
    And Ada is at her account page
    Then Ada's account page shows "+12015550123"

  Scenario: From then on the new number opens the account
    Given Ada is at her account page
    And Ada gives "ada@example.com" as a new address
    And Ada enters the code of the new address
    And Ada gives "+12015550199" as a new address
    And Ada enters the code of the new address
    When Ada turns to another browser
    And Ada opens her account page
    And Ada gives the number "+12015550199"
    And Ada enters the code
    Then Ada's account page shows "+12015550199, ada@example.com"

  Scenario: A wrong code changes nothing
    Given Ada is at her account page
    And Ada gives "+12015550199" as a new address
    When Ada enters a wrong code of the new address
    Then Ada is told "The code is wrong. You have 4 attempts left."
    When Ada opens her account page
    Then Ada's account page shows "+12015550123"

  Scenario: That a number is somebody else's is told only to who can read its codes
    Given Grace is at her account page
    And Ada is at her account page
    And 1 minute goes by
    When Ada gives "+12015550124" as a new address
    Then Ada is asked for the code
    When Ada enters the code of the new address
    Then Ada is told "This address cannot be used. Use another one."
    When Ada opens her account page
    Then Ada's account page shows "+12015550123"

  Scenario: A change may have to wait, and the old number is told of it
    Given Acme's settings change to:
      | address_change_hold_hours | 12 |
    And Ada is at her account page
    And Ada gives "+12015550199" as a new address
    When Ada enters the code of the new address
    Then Ada's account page shows "+12015550123"
    And Ada reads there that "+12*******99" is to come
    And Ada's phone shows "Your Acme sign-in address will change soon. If this was not you, sign in to Acme and stop it."
    When 12 hours go by
    And the worker sweeps
    And Ada opens her account page
    Then Ada's account page shows "+12015550199"
    And Ada reads there of no change

  Scenario: A change that waits is stopped, on any device
    Given Acme's settings change to:
      | address_change_hold_hours | 12 |
    And Ada takes her phone
    And Ada is at her account page
    And Ada gives "+12015550199" as a new address
    And Ada enters the code of the new address
    And Ada takes her laptop
    And Ada is at her account page
    When Ada stops the change
    Then Ada reads there of no change
    When 12 hours go by
    And the worker sweeps
    And Ada opens her account page
    Then Ada's account page shows "+12015550123"

  Scenario: Whose proof is old signs in again, and goes on where a number is changed
    Given Ada is at her account page
    And 16 minutes go by
    And Ada opens her account page
    When Ada wants to change her number
    Then Ada is asked for her number
    When Ada gives her number and enters the code
    Then Ada is asked for her new number

  Scenario: The account page lists the devices
    Given Ada takes her phone
    And Ada has signed in to "Shop"
    And 1 minute goes by
    And Ada takes her laptop
    When Ada is at her account page
    Then Ada's account page lists:
      | Firefox · Windows | this one |
      | Chrome · Android  |          |

  Scenario: Another device is signed out, with what apps have by it, and no further one
    Given Ada takes her phone
    And Ada has signed in to "Shop" with lasting access
    And Ada takes her tablet
    And Ada has signed in to "Forum" with lasting access
    And Ada takes her laptop
    And Ada is at her account page
    When Ada signs her phone out
    Then "Shop" is shut out
    But "Forum" renews its tokens
    When Ada takes her phone
    And Ada opens her account page
    Then Ada is asked for her number

  Scenario: All other devices are signed out, with what apps have by them, and this one stays
    Given Ada takes her phone
    And Ada has signed in to "Shop" with lasting access
    And Ada takes her laptop
    And Ada has signed in to "Forum" with lasting access
    And Ada opens her account page
    When Ada signs all her other devices out
    Then Ada's account page lists:
      | Firefox · Windows | this one |
    And "Shop" is shut out
    But "Forum" renews its tokens

  Scenario: Everybody gets the own data, and nobody else's
    Given Grace is at her account page
    When Ada is at her account page
    Then the file that Ada downloads has "+12015550123" in it, and nothing of "+12015550124"

  @http
  Scenario: Whose proof is old signs in again before anything is handed out
    Given Ada is at her account page
    And 16 minutes go by
    And Ada opens her account page
    Then Ada gets no file
    And Ada is asked for her number
    When Ada gives her number and enters the code
    Then the file that Ada downloads has "+12015550123" in it, and nothing of "+12015550124"

  Scenario: Signing out leaves every app of this browser
    Given Ada has signed in to "Shop" with lasting access
    And Ada opens her account page
    When Ada signs out on her account page
    Then Ada is signed out of the pages
    And "Shop" is shut out
    When Ada opens her account page
    Then Ada is asked for her number

  @http
  Scenario: What was done is told
    Given Ada takes her phone
    And Ada is at her account page
    And Ada takes her laptop
    And Ada is at her account page
    When Ada signs her phone out
    Then Ada reads "The other device has been signed out."
    When Ada gives "+12015550199" as a new address
    And Ada enters the code of the new address
    Then Ada reads "The address has been changed."

  @http
  Scenario: A form of somebody else's page does nothing
    Given Ada takes her phone
    And Ada is at her account page
    And Ada takes her laptop
    And Ada is at her account page
    And Mallory is at his account page
    When Mallory gets Ada's page into a browser of his own
    And Mallory signs his phone out
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."
    When Ada takes her phone
    And Ada opens her account page
    Then Ada's account page shows "+12015550123"
