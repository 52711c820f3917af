Feature: What a secret key may do
  As a tenant with several servers
  I want each of their keys to do no more than its server does

  Background:
    Given tenant "Acme"

  @http
  Scenario Outline: A key with scopes opens those, and nothing else
    Given Acme issues the key "support" that may "users:read, otp_requests:read"
    And the key "support" is used
    When <method> "<path>" is sent
    Then the answer is <status>

    Examples:
      | method | path                  | status |
      | GET    | /api/users            | 200    |
      | GET    | /api/otp-requests     | 200    |
      | POST   | /api/users            | 403    |
      | GET    | /api/keys             | 403    |
      | GET    | /api/tenant           | 403    |
      | POST   | /api/auth/request     | 403    |

  @http
  Scenario: A key of a network is forbidden elsewhere
    Given Acme issues the key "server" for the network "203.0.113.0/24"
    And the key "server" is used
    When the requests come from "203.0.113.200"
    And GET "/api/tenant" is sent
    Then the answer is 200
    When the requests come from "198.51.100.7"
    And GET "/api/tenant" is sent
    Then the answer is 403 "forbidden"

  @http
  Scenario: A key with a rate waits after so many calls
    Given Acme issues the key "nightly" for 2 calls a minute
    And the key "nightly" is used
    When GET "/api/tenant" is sent
    And GET "/api/tenant" is sent
    Then the answer is 200
    When GET "/api/tenant" is sent
    Then the answer is 429 "rate_limited"
    And the field "limit" is "key"
    And there is a header "Retry-After"
    When 1 minute goes by
    And GET "/api/tenant" is sent
    Then the answer is 200

  Scenario: A key gives away no more than it has
    Given Acme issues the key "support" that may "keys:write, users:read"
    When whoever has the key "support" issues the key "other" that may "users:write"
    Then the key is refused as "forbidden"

  Scenario: A scope that nobody knows is refused
    When Acme issues the key "typo" that may "user:read"
    Then the key is refused as "invalid_request"
    And the fields named are "scopes"
