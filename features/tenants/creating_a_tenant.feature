Feature: Creating a tenant
  As an administrator
  I want one installation to serve many apps, each under its own name

  Scenario: A tenant signs people in from the first moment
    When the administrator creates tenant "Acme" under "acme"
    And Ada signs in
    Then Ada is signed in

  Scenario: A slug is given once
    Given tenant "Acme"
    When the administrator creates tenant "Acme Two" under "acme"
    Then the tenant is refused as "conflict"

  Scenario Outline: A slug is short and plain, and some are ours
    When the administrator creates tenant "Acme" under "<slug>"
    Then the tenant is refused as "invalid_request"
    And the fields named are "slug"

    Examples:
      | slug                                     |
      | Acme                                     |
      | -acme                                    |
      | acme--eu                                 |
      | acme_eu                                  |
      | admin                                    |
      | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa |

  Scenario Outline: A name that no message can carry needs another one for messages
    When the administrator creates tenant "<name>" under "acme"
    Then the tenant is refused as "invalid_request"
    And the fields named are "settings.sms_branding"

    Examples:
      | name                                             |
      | acme.com                                         |
      | Acme: the best!                                  |
      | Acme International Holdings of the Northern Land |

  Scenario: With another name for messages, it does
    Given tenant "acme.com" with:
      | sms_branding | Acme |
    When Ada asks for a code
    Then Ada's phone shows "Your Acme verification code is: {code}. Expires in 10 minutes."
