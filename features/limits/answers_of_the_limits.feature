@http
Feature: What a refused program is told
  A client that obeys Retry-After gets through

  Background:
    Given tenant "Acme"

  Scenario: Too many requests
    Given Acme's publishable key
    And POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 429 "rate_limited"
    And the field "limit" is "resend"
    And the header "Retry-After" is "30"

  Scenario: The end user's address is a server's to tell, not a browser's
    Given Acme's publishable key
    When POST "/api/auth/request" is sent with:
      | phone     | +12015550123 |
      | client_ip | 192.0.2.1    |
    Then the answer is 422 "invalid_request"
    And the errors name "client_ip"

  Scenario: A forwarded address is not believed without a proxy of ours
    Given an installation that allows 1 calls per network and hour
    And Acme's publishable key
    And POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    When the header "X-Forwarded-For" says "192.0.2.77"
    And POST "/api/auth/request" is sent with:
      | phone | +12015550124 |
    Then the answer is 429 "rate_limited"
    And the field "limit" is "ip"
