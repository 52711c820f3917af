Feature: A tenant's look
  As a tenant
  I want pages and mails in my own name, colours and words
  So that people know where they are, and everybody can read it

  Scenario: Mails come in the tenant's own name
    Given tenant "Acme"
    When Acme's look changes to:
      | display_name | Acme Shop |
    And Ada asks for a code at "ada@example.com"
    Then Ada's mailbox shows "Acme Shop: {code} is your verification code"

  Scenario: A colour that everybody can see is used as it is
    Given tenant "Acme"
    When Acme's look changes to:
      | color      | #174ea6 |
      | color_dark | #8ab4f8 |
    Then nothing of Acme's look was corrected

  Scenario: A colour that nobody could see is used a little darker, and that is told
    Given tenant "Acme"
    When Acme's look changes to:
      | color      | #ffd400 |
    Then Acme's look shows:
      | color      | #ffd400 |
    And of Acme's look "light.primary, light.link, light.focus" were corrected

  Scenario: Every wrong part is named, and nothing changes
    Given tenant "Acme"
    When Acme's look changes to:
      | color     | red              |
      | terms_url | http://acme.com  |
      | style     | body{}           |
    Then the change is refused as "invalid_request"
    And the fields named are "branding.color, branding.style, branding.terms_url"
    And Acme's look shows:
      | color     | none |

  Scenario: Own words, shown to the letter
    Given tenant "Acme"
    When Acme's words in "de-AT" for "footer" become "<b>{{7*7}}</b>"
    Then Acme's words in "de-AT" for "footer" are "<b>{{7*7}}</b>"

  Scenario: A logo for everybody, until another one takes its place
    Given tenant "Acme"
    When Acme uploads a logo of 1024 x 256
    Then everybody sees a logo of 512 x 128
    When Acme uploads a logo of 200 x 100
    Then everybody sees a logo of 200 x 100
    And the logo before is gone

  Scenario: A favicon is a small square
    Given tenant "Acme"
    When Acme uploads a favicon of 300 x 100
    Then everybody sees a favicon of 64 x 64

  Scenario: A logo that is taken away
    Given tenant "Acme"
    And Acme uploads a logo of 200 x 100
    When Acme removes its logo
    Then nobody sees it any more

  Scenario: A logo goes with its tenant
    Given tenant "Acme"
    And Acme uploads a logo of 200 x 100
    When the administrator deletes Acme
    Then nobody sees it any more

  Scenario Outline: What is no logo
    Given tenant "Acme"
    When Acme uploads <what> as its logo
    Then the change is refused as "invalid_request"
    And the fields named are "image"

    Examples:
      | what             |
      | an SVG           |
      | a text           |
      | half an image    |
      | a huge image     |
