@http
Feature: What a key opens
  A publishable key may live in a browser, so it opens little; a secret key opens the tenant's own doors to servers

  Background:
    Given tenant "Acme"

  Scenario Outline: A publishable key does not open the tenant's own doors
    Given Acme's publishable key
    When GET "<path>" is sent
    Then the answer is 403 "forbidden"

    Examples:
      | path        |
      | /api/tenant |
      | /api/keys   |

  Scenario Outline: A secret key does
    Given Acme's secret key
    When GET "<path>" is sent
    Then the answer is 200

    Examples:
      | path        |
      | /api/tenant |
      | /api/keys   |

  Scenario: A secret key that a browser sends is refused, even from the tenant's own page
    Given Acme's secret key
    And the header "Origin" says "https://auth.test"
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 403 "forbidden"
    And there is no header "Access-Control-Allow-Origin"

  Scenario: No key
    Given no key
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 401 "missing_credentials"

  Scenario: A key in the address would end up in logs
    Given Acme's publishable key
    When POST "/api/auth/request?api_key=x" is sent with:
      | phone | +12015550123 |
    Then the answer is 400 "malformed_request"

  Scenario: The secret is in the answer that issues it
    Given Acme's secret key
    When POST "/api/keys" is sent with:
      | kind | publishable |
      | name | web         |
    Then the answer is 201
    And the fields are "id, kind, name, prefix, created_at, last_used_at, expires_at, revoked_at, scopes, networks, rate_per_minute, key"
