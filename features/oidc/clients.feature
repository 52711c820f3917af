Feature: Apps that let people sign in
  As a tenant with several apps
  I want each of them registered, with where people may be sent back to
  So that nobody else's app gets what is meant for mine

  Background:
    Given tenant "Acme"

  Scenario: A web app gets a secret, once
    When Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    Then the app "Shop" proves itself by its secret
    And no secret is in Acme's list of apps

  Scenario: An app on people's phones can keep no secret
    When Acme registers the phone app "Pocket" that leads back to "com.example.pocket:/callback"
    Then the app "Pocket" has no secret
    When Acme gives the app "Pocket" a new secret
    Then the secret is refused as "conflict"

  Scenario: People are sent back to the very address that was registered
    When Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    Then the app "Shop" may lead back to "https://shop.example.com/callback"
    But the app "Shop" may not lead back to "https://shop.example.com/callback/"
    And the app "Shop" may not lead back to "https://shop.example.com/callback?next=1"
    And the app "Shop" may not lead back to "https://shop.example.com.evil.example/callback"

  Scenario Outline: What may lead elsewhere cannot be registered
    When Acme registers the web app "Shop" that leads back to "<address>"
    Then the app is refused as "invalid_request"
    And the fields named are "redirect_uris"

    Examples:
      | address                                  |
      | http://shop.example.com/callback         |
      | https://*.example.com/callback           |
      | https://shop.example.com@evil.example/   |
      | https://shop.example.com/../evil         |
      | https://shop.example.com/callback#x      |
      | com.example.pocket:/callback             |
      | javascript:alert(1)                      |

  Scenario: Everything that is wrong is said at once
    When Acme registers an app with:
      | name        |                    |
      | auth_method | none               |
      | grant_types | client_credentials |
      | scopes      | Everything         |
    Then the app is refused as "invalid_request"
    And the fields named are "grant_types, name, scopes"

  Scenario: A server changes its secret in peace
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    When Acme gives the app "Shop" a new secret, with an overlap of 60 minutes
    Then the app "Shop" proves itself by its secret
    And the app "Shop" proves itself by the secret before
    When 60 minutes go by
    Then the app "Shop" proves itself by its secret
    But the app "Shop" does not prove itself by the secret before

  Scenario: A secret that leaked ends at once
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    When Acme gives the app "Shop" a new secret
    Then the app "Shop" does not prove itself by the secret before

  Scenario: An app that moves leads back to its new address alone
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    When Acme lets the app "Shop" lead back to "https://new.example.com/callback"
    Then the app "Shop" may lead back to "https://new.example.com/callback"
    But the app "Shop" may not lead back to "https://shop.example.com/callback"
    And the app "Shop" proves itself by its secret

  Scenario: A deleted app is nobody's
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    When Acme deletes the app "Shop"
    Then the app "Shop" is not there

  Scenario: Another tenant's app is not there
    Given tenant "Globex"
    And Globex registers the web app "Mine" that leads back to "https://mine.example.com/callback"
    When Acme deletes the app "Mine"
    Then the app is refused as "not_found"
    And the app "Mine" proves itself by its secret

  Scenario: A tenant takes its apps with it
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    When the administrator deletes Acme
    Then the app "Shop" is not there

  Scenario: What was done to an app is in the log
    Given Acme registers the web app "Shop" that leads back to "https://shop.example.com/callback"
    And Acme gives the app "Shop" a new secret
    When Acme searches its log for "client.*"
    Then it finds "client.created, client.secret_rotated"
