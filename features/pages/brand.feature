@http
Feature: The pages are the tenant's own
  As a tenant
  I want people to sign in under my name, with my words and my links
  So that they know where they are

  Background:
    Given tenant "Acme"
    And tenant "Globex"
    And Acme's own app "Shop"

  Scenario: Its name
    When "Shop" sends Ada to sign in
    Then Ada reads "Sign in to Acme"
    When Acme's look changes to:
      | display_name | Acme Books |
    And "Shop" sends Ada to sign in
    Then Ada reads "Sign in to Acme Books"

  Scenario Outline: Its own words
    Given Acme's words in "en" for "<place>" become "Welcome to <b>{{7*7}}</b>!"
    And "Shop" sends Ada to sign in
    When <next>
    Then Ada reads "Welcome to <b>{{7*7}}</b>!"

    Examples:
      | place         | next                     |
      | sign_in_title | Ada loads the page again |
      | sign_in_intro | Ada loads the page again |
      | footer        | Ada loads the page again |
      | code_intro    | Ada gives her number     |

  Scenario: Its links
    Given Acme's look changes to:
      | terms_url   | https://acme.com/terms   |
      | privacy_url | https://acme.com/privacy |
      | support_url | https://acme.com/help    |
    When "Shop" sends Ada to sign in
    Then Ada's page leads to:
      | Terms of use   | https://acme.com/terms   |
      | Privacy policy | https://acme.com/privacy |
      | Get help       | https://acme.com/help    |

  Scenario: Its logo, from here
    Given Acme uploads a logo of 200 x 100
    When "Shop" sends Ada to sign in
    Then Ada's page shows the logo

  Scenario: Its colours
    Given Acme's look changes to:
      | background | #fff7e0 |
    When "Shop" sends Ada to sign in
    Then the colour "#fff7e0" is on Ada's page

  Scenario: Nothing of another tenant's
    Given Globex's look changes to:
      | display_name | Globex Bank             |
      | support_url  | https://globex.com/help |
      | background   | #123456                 |
    And Globex's own app "Mine"
    When "Mine" sends Ada to sign in
    Then Ada reads "Sign in to Globex Bank"
    And the colour "#123456" is on Ada's page
    When "Shop" sends Ada to sign in
    Then nothing of "lobex" is on Ada's page
    And nothing of "#123456" is on Ada's page
    When Ada gives her number
    Then nothing of "lobex" is on Ada's page

  Scenario: A page that goes no further is the tenant's, too
    Given Acme's look changes to:
      | display_name | Acme Books |
    When Ada gets to a page of Acme's that is over
    Then Ada reads "Acme Books"
    And nothing of "lobex" is on Ada's page
