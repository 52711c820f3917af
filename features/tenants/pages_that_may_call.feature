@http
Feature: Pages that may call
  As a tenant with a web app
  I want browsers to let my own pages call, and no others

  Background:
    Given an installation that lets pages of "https://home.test" call
    And tenant "Acme" with:
      | cors_origins | https://app.acme.test |
    And Acme's publishable key

  Scenario: The tenant's own page may call and read the answer
    Given the header "Origin" says "https://app.acme.test"
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 200
    And the header "Access-Control-Allow-Origin" is "https://app.acme.test"
    And there is no header "Access-Control-Allow-Credentials"

  Scenario: Another page may not
    Given the header "Origin" says "https://evil.test"
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 403 "origin_not_allowed"
    And there is no header "Access-Control-Allow-Origin"

  Scenario: A preflight carries no key and passes for a page of any tenant
    Given no key
    And the header "Origin" says "https://app.acme.test"
    When OPTIONS "/api/auth/request" is sent
    Then the answer is 204
    And the header "Access-Control-Allow-Origin" is "https://app.acme.test"
    And the header "Access-Control-Allow-Methods" is "GET, POST, PATCH, DELETE"

  Scenario: A preflight of nobody's page is not told that it may
    Given no key
    And the header "Origin" says "https://evil.test"
    When OPTIONS "/api/auth/request" is sent
    Then there is no header "Access-Control-Allow-Origin"

  Scenario: A tenant's list replaces the installation's
    Given the header "Origin" says "https://home.test"
    When POST "/api/auth/request" is sent with:
      | phone | +12015550123 |
    Then the answer is 403 "origin_not_allowed"

  Scenario: The administrator's doors are closed to pages
    Given no key
    And the header "Origin" says "https://app.acme.test"
    When OPTIONS "/api/admin/tenants" is sent
    Then there is no header "Access-Control-Allow-Origin"
