@http
Feature: What the administrator's programs are told

  Scenario: A new tenant, with its keys
    Given the administrator's token
    When POST "/api/admin/tenants" is sent with:
      | name | Acme |
      | slug | acme |
    Then the answer is 201
    And the fields are "tenant_id, api_key, secret_key, name, slug"

  Scenario: A slug that is taken
    Given tenant "Acme"
    And the administrator's token
    When POST "/api/admin/tenants" is sent with:
      | name | Acme |
      | slug | acme |
    Then the answer is 409 "conflict"

  Scenario: Fields that are missing and fields that are not there
    Given the administrator's token
    When POST "/api/admin/tenants" is sent with:
      | name | Acme |
      | plan | gold |
    Then the answer is 422 "invalid_request"
    And the errors name "plan, slug"

  Scenario: Nobody comes in without the token
    When GET "/api/admin/tenants" is sent
    Then the answer is 401 "missing_credentials"
    When the bearer is "not-the-token"
    And GET "/api/admin/tenants" is sent
    Then the answer is 401 "invalid_credentials"

  Scenario: A tenant's key does not administer
    Given tenant "Acme"
    And Acme's secret key
    When GET "/api/admin/tenants" is sent
    Then the answer is 403 "forbidden"

  Scenario: A wrong method is told the right ones
    Given the administrator's token
    When DELETE "/api/admin/tenants" is sent
    Then the answer is 405 "method_not_allowed"
    And the header "Allow" is "GET, POST"
