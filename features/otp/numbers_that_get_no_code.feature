Feature: Numbers that get no code
  As a tenant who pays for each message
  I want codes sent only to kinds of numbers and countries that my users have

  Scenario Outline: By default only mobile phones get codes
    Given tenant "Acme"
    When Ada asks for a code at "<number>"
    Then the number is refused as "phone_not_allowed"
    And Ada's phone stays silent

    Examples: VOIP, premium rate, landline, toll-free
      | number        |
      | +445601234567 |
      | +19002345678  |
      | +33142685300  |
      | +18002345678  |

  Scenario Outline: A tenant may allow what it needs
    Given tenant "Acme" with:
      | <setting> | <value> |
    When Ada asks for a code at "<number>"
    Then a code is on its way

    Examples:
      | setting           | value                | number        |
      | voip_blocking     | no                   | +445601234567 |
      | allowed_types     | mobile, premium_rate | +19002345678  |
      | allowed_countries | FR, DE               | +33612345678  |
      | blocked_countries | DE                   | +33612345678  |

  Scenario Outline: A tenant may refuse countries
    Given tenant "Acme" with:
      | <setting> | <value> |
    When Ada asks for a code at "<number>"
    Then the number is refused as "phone_not_allowed"

    Examples:
      | setting           | value  | number         |
      | blocked_countries | FR, DE | +33612345678   |
      | allowed_countries | FR     | +4915112345678 |
