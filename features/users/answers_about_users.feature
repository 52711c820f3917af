@http
Feature: Answers about users
  A program that changes what it read does not undo what another one changed meanwhile

  Background:
    Given tenant "Acme"
    And Acme's secret key
    And POST "/api/users" is sent with:
      | phone | +12015550177 |
    And its path is kept

  Scenario: A user is made and shown
    Then the answer is 201
    And the fields are "id, phone, email, phone_verified_at, email_verified_at, user_metadata, app_metadata, blocked, created_at, last_sign_in_at, last_seen_at"
    When GET the kept path is sent
    Then the answer is 200
    And there is a header "ETag"

  Scenario: With the present ETag a change goes through, and gives the next one
    Given GET the kept path is sent
    And the header "If-Match" says the ETag that came
    When PATCH the kept path is sent with:
      | email | ada@example.com |
    Then the answer is 200
    And the ETag is another one

  Scenario: With an old ETag nothing changes
    Given GET the kept path is sent
    And the header "If-Match" says the ETag that came
    And PATCH the kept path is sent with:
      | email | ada@example.com |
    When PATCH the kept path is sent with:
      | email | grace@example.com |
    Then the answer is 412 "precondition_failed"
    When GET the kept path is sent
    Then the field "email" is "ada@example.com"

  Scenario: What is no ETag of ours is named
    Given the header "If-Match" says "yesterday"
    When PATCH the kept path is sent with:
      | email | ada@example.com |
    Then the answer is 422 "invalid_request"
    And the errors name "If-Match"
