@http
Feature: What a program is told that sends the wrong thing

  Background:
    Given tenant "Acme"
    And Acme's publishable key

  Scenario Outline: What cannot be a code costs no try
    Given Ada asks for a code
    When POST "/api/auth/verify" is sent with:
      | phone | +12015550123 |
      | code  | <code>       |
    Then the answer is 422 "invalid_request"
    And the errors name "code"
    When Ada types a wrong code
    Then the tries left are 4

    Examples:
      | code        |
      | 123         |
      | 12345678901 |
      | 12345a      |
      | １２３４５６      |

  Scenario: A typo never passes silently
    When POST "/api/auth/request" is sent with:
      | phone  | +12015550123 |
      | chanel | sms          |
    Then the answer is 422 "invalid_request"
    And the errors name "chanel"

  Scenario: One address, not two and not none
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123    |
      | email | ada@example.com |
    Then the answer is 422 "invalid_request"
    And the errors name "email, phone"

  Scenario Outline: Refused numbers
    When POST "/api/auth/request" is sent with:
      | phone | <number> |
    Then the answer is <status> "<code>"

    Examples:
      | number        | status | code              |
      | +445601234567 | 403    | phone_not_allowed |
      | nonsense      | 422    | invalid_phone     |
