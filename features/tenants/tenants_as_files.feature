Feature: Tenants as files
  As somebody who keeps the configuration in git
  I want the tenants to be as the file says

  Background:
    Given the operator applies:
      """
      tenants:
        acme:
          name: Acme
          settings: {otp_length: 8, allowed_countries: [NO]}
          keys: [{kind: secret, name: backend, scopes: ["users:read"]}]
      """

  Scenario: The file makes the tenant and its keys
    Then what changed is "acme name, acme settings.allowed_countries, acme settings.otp_length"
    And the new keys are "backend"

  Scenario: A second time there is nothing to do
    When the operator applies the same file
    Then what changed is ""
    And the new keys are ""

  Scenario: A setting that was taken out gets its default
    When the operator applies:
      """
      tenants: {acme: {settings: {otp_length: 8}}}
      """
    Then what changed is "acme settings.allowed_countries"

  Scenario: A part that is not there stays
    When the operator applies:
      """
      tenants: {acme: {name: Acme & Co}}
      """
    Then what changed is "acme name"

  Scenario: Apps that let people sign in are in the file, too
    When the operator applies:
      """
      tenants:
        acme:
          clients:
            - {name: shop, auth_method: client_secret_basic, redirect_uris: ["https://shop.example.com/callback"]}
            - {name: pocket, auth_method: none, redirect_uris: ["com.example.pocket:/callback"]}
      """
    Then the new keys are "shop"
    When the operator applies the export
    Then what changed is ""
    And the new keys are ""

  Scenario: One mistake, and nothing is done
    When the operator applies:
      """
      tenants:
        bolt: {name: Bolt}
        acme: {settings: {otp_lenght: 7}}
      """
    Then the file is refused as "invalid_request"
    And the fields named are "tenants.acme.settings.otp_lenght"
    When the operator applies the export
    Then what changed is ""

  Scenario: An export makes the same tenants again
    When the operator applies the export
    Then what changed is ""
    And the new keys are ""
