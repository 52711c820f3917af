Feature: Revoking keys
  As a tenant whose key leaked, or whose apps change over
  I want a key to end now, or in a while

  Background:
    Given tenant "Acme"
    And Acme issues a publishable key "web"
    And the key "web" opens the door

  Scenario: A revoked key opens nothing, within five seconds
    When Acme revokes the key "web"
    And 5 seconds go by
    Then the key "web" opens nothing

  Scenario: An overlap to change over in
    Given Acme revokes the key "web" 10 minutes from now
    When 9 minutes go by
    Then the key "web" opens the door
    When 1 minute goes by
    Then the key "web" opens nothing

  Scenario: Revoking at once ends an overlap
    Given Acme revokes the key "web" 10 minutes from now
    When Acme revokes the key "web"
    And 5 seconds go by
    Then the key "web" opens nothing

  Scenario: A later end does not bring a revoked key back
    Given Acme revokes the key "web"
    When Acme revokes the key "web" 10 minutes from now
    And 5 seconds go by
    Then the key "web" opens nothing

  Scenario: Other keys go on
    When Acme revokes the key "web"
    And 5 seconds go by
    And Ada signs in
    Then Ada is signed in

  Scenario: Codes that were asked for with it are proven with another
    Given Ada asks for a code
    When Acme revokes the key "web"
    And Ada types the code
    Then Ada is signed in
