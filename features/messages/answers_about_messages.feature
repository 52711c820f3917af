@http
Feature: What programs are told about messages

  Background:
    Given the providers first and call:voice
    And tenant "Acme"

  Scenario: The channel that was asked for is in the answer
    Given Acme's publishable key
    When POST "/api/auth/request" is sent with:
      | phone   | +12015550123 |
      | channel | voice        |
      | locale  | de-AT        |
    Then the answer is 200
    And the field "channel" is "voice"

  Scenario Outline: A channel or a language that is none
    Given Acme's publishable key
    When POST "/api/auth/request" is sent with:
      | phone   | +12015550123 |
      | <field> | <value>      |
    Then the answer is 422 "invalid_request"
    And the errors name "<field>"

    Examples:
      | field   | value    |
      | channel | pigeon   |
      | channel | whatsapp |
      | locale  | German!  |

  Scenario: What became of a code is told to servers, not to browsers
    Given Acme's publishable key
    When GET "/api/otp-requests" is sent
    Then the answer is 403 "forbidden"
    Given Acme's secret key
    When GET "/api/otp-requests" is sent
    Then the answer is 200
    When GET "/api/otp-requests/oreq_nobody" is sent
    Then the answer is 404 "not_found"
