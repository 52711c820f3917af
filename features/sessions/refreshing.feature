Feature: Refreshing
  As somebody who uses an app every day
  I want to stay signed in without a new code

  Background:
    Given tenant "Acme"
    And Ada signs in

  Scenario: A refresh gives new tokens
    When 1 minute goes by
    And Ada's app refreshes
    Then Ada's app has new tokens of the same session
    And Ada's app is let in

  Scenario: The access token ends, the session goes on
    When 15 minutes go by
    Then Ada's app is turned away as "token_expired"
    When Ada's app refreshes
    Then Ada's app is let in

  Scenario: Who lost the answer gets it again within ten seconds
    Given Ada's app refreshes
    When 9 seconds go by
    And Ada's app sends its spent token again
    Then it gets the same refresh token as before
    And Ada's app is let in

  Scenario: A made-up token opens nothing
    When somebody makes up the refresh token "auth1_rt_0123456789"
    Then the refresh is refused as "invalid_token"

  Scenario: Another tenant's app cannot use it, and ends nothing
    Given tenant "Globex"
    When Ada's app refreshes at "Globex"
    Then the refresh is refused as "invalid_token"
    When Ada's app refreshes
    Then Ada's app is let in
