Feature: Servers that check tokens
  As a tenant's server
  I want to know which tokens count, and which count no more

  Background:
    Given tenant "Acme"
    And tenant "Bolt"
    And Ada signs in

  Scenario: A good token is active, and says whose it is
    When Acme's server asks about Ada's access token
    Then the token is active
    And it is Ada's

  Scenario: A refresh token is active, and asking spends nothing
    When Acme's server asks about Ada's refresh token
    Then the token is active
    When Ada's app refreshes
    Then Ada's app is let in

  Scenario: After a log-out both are inactive at once
    When Ada's app logs out
    And Acme's server asks about Ada's access token
    Then the token is inactive
    When Acme's server asks about Ada's refresh token
    Then the token is inactive

  Scenario: An access token that has ended is inactive
    When 15 minutes go by
    And Acme's server asks about Ada's access token
    Then the token is inactive

  Scenario: Another tenant's server hears of nothing
    When Bolt's server asks about Ada's access token
    Then the token is inactive
    When Bolt's server asks about Ada's refresh token
    Then the token is inactive

  Scenario: Who checks by itself hears of the end, until the last token is dead
    When 5 minutes go by
    And Ada's app logs out
    Then Acme's feed tells of Ada's session
    And Bolt's feed tells of nobody
    When 9 minutes go by
    Then Acme's feed tells of Ada's session
    When 1 minute goes by
    Then Acme's feed tells of nobody

  Scenario: A blocked user is named
    When Acme blocks Ada
    Then Acme's feed tells of Ada's session
    And Acme's feed names Ada as "user_blocked"
