Feature: Codes by mail
  As a person without a phone at hand
  I want the code in my mailbox, however I write its address

  Background:
    Given tenant "Acme" with:
      | rate_limit_per_hour | 2 |

  Scenario: A mail in the tenant's name
    When Ada asks for a code at "ada@example.com"
    Then Ada's mailbox shows "Acme: {code} is your verification code"
    And Ada's mailbox reads:
      """
      Your verification code

      Enter this code to sign in to Acme.

      {code}

      The code expires in 10 minutes.
      If you did not ask for this code, ignore this message; nobody gets in without it.
      Never share this code: Acme will never ask you for it.

      Acme
      """

  Scenario Outline: One mailbox has one address, however it is written
    When Ada asks for a code at "<written>"
    Then "<address>" has received 1 message
    When Ada types the code for "<address>"
    Then Ada is signed in
    And the token says "otp"

    Examples:
      | written          | address                        |
      | Ada@Example.COM  | ada@example.com                |
      | ada@example.com. | ada@example.com                |
      | ADA@faß.de       | ada@xn--fa-hia.de              |
      | ada@БЪЛГАРИЯ.бг  | ada@xn--80abgvm6a7d2b.xn--90ae |

  Scenario: A tag makes another person
    Given Ada asks for a code at "ada+a@example.com"
    And Ada types the code
    When Ada asks for a code at "ada+b@example.com"
    And Ada types the code
    Then Ada is a new user
    And Ada is another user than before

  Scenario: Tags share the limit of their mailbox
    Given Ada asks for a code at "ada+a@example.com"
    And 10 minutes go by
    And Ada asks for a code at "ADA+b@example.com"
    When Ada asks for a code at "ada+c@example.com"
    Then the limit "address" stands for 3000 seconds
    When Grace asks for a code at "grace@example.com"
    Then a code is on its way
