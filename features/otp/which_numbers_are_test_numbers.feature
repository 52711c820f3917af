Feature: Which numbers are test numbers
  A fixed code must never open a number that a person holds, and not for ever

  Background:
    Given tenant "Acme" with:
      | test_numbers | +15551234567: 482913 |

  Scenario: Another tenant does not know the number
    Given tenant "Globex"
    When Ada asks "Globex" for a code at "+15551234567"
    Then the number is refused as "invalid_phone"

  Scenario: After their end, test numbers are ordinary numbers
    Given tenant "Globex" with:
      | test_numbers       | +15551234567: 482913, +12015550100: 482913 |
      | test_numbers_until | in 7 days                                  |
    When 7 days go by
    And Ada asks "Globex" for a code at "+15551234567"
    Then the number is refused as "invalid_phone"
    When Ada asks "Globex" for a code at "+12015550100"
    Then Ada's phone has shown 1 message

  Scenario: Where real people sign in, test numbers need an end
    Given an installation that serves the public
    When the administrator creates tenant "Globex" with:
      | test_numbers | +15551234567: 482913 |
    Then the tenant is refused as "invalid_request"
    And the fields named are "settings.test_numbers_until"

  Scenario Outline: A number that somebody may hold is no test number
    When the administrator creates tenant "Globex" with:
      | test_numbers | <entry> |
    Then the tenant is refused as "invalid_request"
    And the fields named are "settings.test_numbers"

    Examples:
      | entry                |
      | +12025550200: 482913 |
      | +33612345678: 482913 |
      | +15551234567: 1234   |
