Feature: Signing in by a link in a mail
  As a person who signs in with a mailbox
  I want to press a button instead of typing a code
  But what programs open, or people without a thought, is to let nobody in

  Background:
    Given tenant "Acme" with:
      | email_sign_in | link |
    And Acme's own app "Shop"
    And Acme's own app "Forum"
    And Ada takes her laptop
    And "Shop" sends Ada to sign in
    And Ada gives the mailbox "ada@example.com"

  Scenario: The button signs in, in the browser that asked
    Then Ada is asked to look into her mailbox
    When Ada opens the link
    Then Ada is asked to press the button
    When Ada presses the button
    Then Ada is back in "Shop"
    And "Shop" gets tokens for what Ada brought

  @http
  Scenario: Opening it is not signing in
    When Ada opens the link
    And "Forum" asks Ada's browser, without a word to her, whether she is signed in
    Then "Forum" hears "login_required" of Ada

  Scenario: A program that opens every link neither lets anybody in nor uses it up
    When a program opens Ada's link 3 times
    And Ada goes on
    Then Ada is told "Open the link in the email first."
    When Ada opens the link
    And Ada presses the button
    Then Ada is back in "Shop"

  Scenario: Another device asks for the number, and the first one goes on
    Given Ada takes her phone
    When Ada opens the link
    Then Ada is asked for the number
    When Ada enters the number
    Then Ada may go on where she began
    When Ada takes her laptop
    And Ada goes on
    Then Ada is back in "Shop"
    And "Shop" gets tokens for what Ada brought

  @http
  Scenario: The other device is not signed in by it
    Given Ada takes her phone
    And Ada opens the link
    And Ada enters the number
    When "Forum" asks Ada's browser, without a word to her, whether she is signed in
    Then "Forum" hears "login_required" of Ada

  Scenario: A wrong number lets nobody go on, and the right one afterwards does
    Given Ada takes her phone
    And Ada opens the link
    When Ada enters a wrong number 4 times
    Then Ada is told "The number is wrong."
    When Ada takes her laptop
    And Ada goes on
    Then Ada is told "Open the link in the email first."
    When Ada takes her phone
    And Ada enters the number
    And Ada takes her laptop
    And Ada goes on
    Then Ada is back in "Shop"

  Scenario: After too many wrong numbers the link is over, whatever is entered then
    Given Ada takes her phone
    And Ada opens the link
    When Ada enters a wrong number 5 times
    Then Ada is told "The link is no longer valid. Ask for a new one."
    When Ada enters the number
    Then Ada is told "The link is no longer valid. Ask for a new one."
    When Ada takes her laptop
    And Ada goes on
    Then Ada is told "Open the link in the email first."

  Scenario: A link that somebody else asked for lets nobody in, not even where Ada is about to sign in
    Given 1 minute goes by
    And "Shop" sends Mallory to sign in
    And Mallory gives the mailbox "ada@example.com"
    When Ada opens the link
    Then Ada is asked for the number
    When Ada enters a wrong number
    Then Ada is told "The number is wrong."
    When Mallory goes on
    Then Mallory is told "Open the link in the email first."

  @http
  Scenario: Where the number is asked for, the button alone does nothing
    Given Ada takes her phone
    And Ada opens the link
    When Ada presses the button
    Then Ada is told "Enter the number that the page where you began shows."
    When Ada takes her laptop
    And Ada goes on
    Then Ada is told "Open the link in the email first."

  Scenario: What was said on another device is no use to another browser
    Given "Shop" sends Mallory to sign in
    And Ada takes her phone
    And Ada opens the link
    And Ada enters the number
    And Ada takes her laptop
    When Mallory gets Ada's page into a browser of his own
    And Mallory goes on
    Then Mallory is told "This page has expired. Start again in the app or on the page that you came from."
    When Ada goes on
    Then Ada is back in "Shop"

  Scenario Outline: A link is good for as long as a code
    When <seconds> seconds go by
    And Ada opens the link
    And Ada presses the button
    Then <outcome>

    Examples:
      | seconds | outcome                                                       |
      | 599     | Ada is back in "Shop"                                         |
      | 600     | Ada is told "The link is no longer valid. Ask for a new one." |

  Scenario: A link is good once
    Given Ada opens the link
    And Ada presses the button
    When Ada opens the link
    Then Ada is told "This page has expired. Start again in the app or on the page that you came from."

  Scenario: It is good once where the person is still on the way, too
    Given somebody else's app "Reader" at Acme
    And 1 minute goes by
    And "Reader" sends Ada to sign in
    And Ada gives the mailbox "ada@example.com"
    When Ada opens the link
    And Ada presses the button
    Then Ada is asked whether the app may
    When Ada opens the link
    And Ada presses the button
    Then Ada is told "The link is no longer valid. Ask for a new one."

  Scenario: Too early it is not sent again
    When 10 seconds go by
    And Ada has the link sent again
    Then Ada is told "Too many attempts. Try again in 20 seconds."
    And Ada's mailbox has received 1 mail

  Scenario: A new one takes the place of the old one
    Given 401 seconds go by
    And Ada has the link sent again
    When Ada opens the first link
    And Ada presses the button
    Then Ada is told "The link is no longer valid. Ask for a new one."
    When Ada opens the link
    And Ada presses the button
    Then Ada is back in "Shop"

  Scenario: Who begins anew wants a link of their own, and the one before stays good for where it was asked
    Given Ada takes her tablet
    And "Shop" sends Ada to sign in
    When Ada gives the mailbox "ada@example.com"
    Then Ada is told "Too many attempts. Try again in 30 seconds."
    When 30 seconds go by
    And Ada gives the mailbox "ada@example.com"
    And Ada takes her laptop
    And Ada opens the first link
    And Ada presses the button
    Then Ada is back in "Shop"

  Scenario: The link of one's own opens the way of one's own
    Given 31 seconds go by
    And Ada takes her tablet
    And "Shop" sends Ada to sign in
    And Ada gives the mailbox "ada@example.com"
    When Ada opens the link
    And Ada presses the button
    Then Ada is back in "Shop"

  Scenario: Links and codes are counted together
    Given Acme's settings change to:
      | rate_limit_per_hour | 1 |
    When Ada asks for a code
    Then the limit "address" stands for 3600 seconds

  Scenario: A link is good at its tenant alone
    Given tenant "Globex" with:
      | email_sign_in | link |
    When Ada opens the link at Globex
    Then Ada is told "This page has expired. Start again in the app or on the page that you came from."

  @http
  Scenario: A phone gets a code
    Given "Shop" sends Grace to sign in
    When Grace gives her number
    Then Grace is asked for the code
    When Grace enters the code
    Then Grace is back in "Shop"

  @http
  Scenario: A tenant that sends codes goes on sending codes
    Given tenant "Globex"
    And Globex's own app "Mine"
    And "Mine" sends Grace to sign in
    When Grace gives the mailbox "grace@example.com"
    Then Grace is asked for the code
    When Grace enters the code
    Then Grace is back in "Mine"

  Scenario: An app that calls for itself gets a code
    Given Grace asks for a code at "grace@example.com"
    Then Grace's mailbox shows "Acme: {code} is your verification code"
    When Grace types the code
    Then Grace is signed in

  Scenario: The mail has a link and no code
    Then Ada's mailbox shows "Sign in to Acme"
    And Ada's mailbox reads:
      """
      Sign in to Acme

      {link}

      The link expires in 10 minutes.
      If you did not ask for this link, ignore this message; nobody gets in without it.
      Never forward this message: whoever has the link can sign in as you.

      Acme
      """

  Scenario: The mail comes in the page's language
    Given Grace's browser speaks German
    And "Shop" sends Grace to sign in
    When Grace gives the mailbox "grace@example.com"
    Then Grace's mailbox shows "Bei Acme anmelden"
    And Grace's mailbox reads:
      """
      Bei Acme anmelden

      {link}

      Der Link läuft in 10 Minuten ab.
      Wenn Sie diesen Link nicht angefordert haben, ignorieren Sie diese Nachricht; ohne ihn kann sich niemand anmelden.
      Leiten Sie diese Nachricht niemals weiter: Wer den Link hat, kann sich in Ihrem Namen anmelden.

      Acme
      """
