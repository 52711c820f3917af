Feature: Numbers that get no codes
  As a team that pays for every message
  I want codes to go to phones that people carry
  So that nobody earns money with my sign-in page

  Background:
    Given tenant "Acme"

  Scenario Outline: Kinds of numbers that are refused without a setting
    When Ada asks for a code at "<number>"
    Then the code is refused as "phone_not_allowed"

    Examples:
      | number        | it is           |
      | +442071234567 | a fixed line    |
      | +445600123456 | VOIP            |
      | +449012345678 | premium rate    |
      | +443001231234 | a company's     |
      | +881612345678 | a satellite     |

  Scenario: A tenant may let VOIP numbers in
    Given tenant "Globex" with:
      | voip_blocking | no |
    When Ada asks "Globex" for a code at "+445600123456"
    Then a code is on its way

  Scenario: A country is known by the number, not by its calling code
    Given tenant "Globex" with:
      | allowed_countries | GB |
    When Ada asks "Globex" for a code at "+447624012345"
    Then the code is refused as "phone_not_allowed"
    When Ada asks "Globex" for a code at "+447400123456"
    Then a code is on its way
