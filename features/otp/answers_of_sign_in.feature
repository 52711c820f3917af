@http
Feature: What a program is told about sign-in

  Background:
    Given tenant "Acme"
    And Acme's publishable key

  Scenario: A code is on its way
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 200
    And the fields are "request_id, status, channel, expires_in, resend_after, attempts_remaining"
    And the field "status" is "pending"
    And the field "channel" is "sms"
    And the header "Cache-Control" is "no-store"

  Scenario: A sign-in
    Given Ada asks for a code
    When POST "/api/auth/verify" is sent with:
      | phone | +12015550123     |
      | code  | the code Ada got |
    Then the answer is 200
    And the fields are "verified, token, token_type, expires_in, refresh_token, user_id, session_id, new_user"
    And the field "token_type" is "Bearer"

  Scenario: A wrong code is told with the tries left, as a problem document
    Given Ada asks for a code
    When POST "/api/auth/verify" is sent with:
      | phone | +12015550123 |
      | code  | 1234         |
    Then the answer is 401 "invalid_code"
    And the field "attempts_remaining" is "4"
    And the header "Content-Type" is "application/problem+json"
    And the answer and its header X-Request-Id name the same request
