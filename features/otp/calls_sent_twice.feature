@http
Feature: Calls sent twice
  A program that got no answer sends its call again, with the same Idempotency-Key, and nothing happens twice

  Background:
    Given tenant "Acme"
    And Acme's publishable key
    And the header "Idempotency-Key" says "call-1"
    And POST "/api/auth/request" is sent with:
      | phone | +12015550123 |

  Scenario: The same key and body give the same answer, and one message
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 200
    And the last two answers are the same
    And the header "Idempotent-Replayed" is "true"
    When the worker goes on
    Then "+12015550123" has received 1 message

  Scenario: Another body is refused
    When POST "/api/auth/request" is sent with:
      | phone  | +12015550123 |
      | locale | de           |
    Then the answer is 422 "idempotency_mismatch"

  Scenario: Another key is another call
    Given 1 minute goes by
    And the header "Idempotency-Key" says "call-2"
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 200
    And there is no header "Idempotent-Replayed"
    When the worker goes on
    Then Ada's phone has shown 2 messages
