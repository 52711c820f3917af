@http
Feature: The pages speak the person's language
  As a person who signs in
  I want page and message in the language that my browser prefers

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"

  Scenario Outline: The language of the browser, in its direction
    Given Ada's browser speaks <language>
    When "Shop" sends Ada to sign in
    Then Ada's page is in "<tag>" and goes from <direction>
    And Ada reads "<words>"

    Examples:
      | language        | tag | direction     | words                 |
      | German          | de  | left to right | Bei Acme anmelden     |
      | Austrian German | de  | left to right | Bei Acme anmelden     |
      | Arabic          | ar  | right to left | تسجيل الدخول إلى Acme |
      | Klingon         | en  | left to right | Sign in to Acme       |

  Scenario: The message comes in the page's language, not in that of the number's country
    Given Ada's browser speaks German
    And "Shop" sends Ada to sign in
    When Ada gives the number "+33612345678"
    Then Ada's phone shows "Ihr Bestätigungscode für Acme lautet: {code}. Er läuft in 10 Minuten ab."

  Scenario: So does the message that is sent again
    Given Ada's browser speaks Arabic
    And "Shop" sends Ada to sign in
    And Ada gives her number
    When 480 seconds go by
    And Ada has the code sent again
    Then Ada's phone shows "رمز التحقق من Acme هو: {code}. تنتهي صلاحيته خلال 10 دقائق."

  Scenario: What is wrong is told in it
    Given Ada's browser speaks German
    And "Shop" sends Ada to sign in
    And Ada gives her number
    When Ada enters a wrong code
    Then Ada is told "Der Code ist falsch. Sie haben noch 4 Versuche."

  Scenario: A code may be typed in the digits of one's own script
    Given Ada's browser speaks Arabic
    And "Shop" sends Ada to sign in
    And Ada gives her number
    When Ada enters the code in Arabic digits
    Then Ada is back in "Shop"

  Scenario: The tenant's own words come in it, where the tenant has some
    Given Acme's words in "de" for "sign_in_intro" become "Schön, dass du da bist."
    And Ada's browser speaks German
    When "Shop" sends Ada to sign in
    Then Ada reads "Schön, dass du da bist."
    When "Shop" sends Grace to sign in
    Then nothing of "Schön, dass du da bist." is on Grace's page
