Feature: How long a session lasts
  As a tenant
  I want to decide after how long my users prove themselves again

  Scenario: Its absolute end comes although it was refreshed all the time
    Given tenant "Acme" with:
      | refresh_ttl_days | 1 |
    And Ada signs in
    When 23 times 1 hours go by and Ada's app refreshes
    And 60 minutes go by
    And Ada's app refreshes
    Then the refresh is refused as "session_revoked"

  Scenario: No access token outlives it
    Given tenant "Acme" with:
      | refresh_ttl_days    | 1    |
      | session_ttl_minutes | 1440 |
    And Ada signs in
    When 23 hours go by
    And Ada's app refreshes
    Then the token lives for 3600 seconds

  Scenario: It ends when nobody came back for so long
    Given tenant "Acme" with:
      | session_idle_minutes | 60 |
    And Ada signs in
    When 5 times 59 minutes go by and Ada's app refreshes
    And 60 minutes go by
    And Ada's app refreshes
    Then the refresh is refused as "session_revoked"

  Scenario: An idle session cannot end before its access token
    When the administrator creates tenant "Acme" with:
      | session_idle_minutes | 60 |
      | session_ttl_minutes  | 60 |
    Then the tenant is refused as "invalid_request"
    And the fields named are "settings.session_idle_minutes"

  Scenario: Without such a setting nobody needs to come back before its end
    Given tenant "Acme"
    And Ada signs in
    When 29 days go by
    And Ada's app refreshes
    Then Ada's app is let in
