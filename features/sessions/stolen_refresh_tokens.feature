Feature: Stolen refresh tokens
  As somebody whose refresh token was copied
  I want the copy to end the session rather than to live beside mine

  Background:
    Given tenant "Acme"
    And Ada signs in on the phone
    And 1 minute goes by
    And Ada signs in on the laptop
    And Ada's laptop refreshes

  Scenario: A spent token after ten seconds ends the session, for the thief and for Ada
    When 10 seconds go by
    And a thief sends the token that Ada's laptop spent
    Then the refresh is refused as "refresh_reused"
    And Ada's laptop is signed out

  Scenario: A spent token whose successor was used ends the session within the ten seconds, too
    Given Ada's laptop refreshes
    When a thief sends the token that Ada's laptop spent first
    Then the refresh is refused as "refresh_reused"
    And Ada's laptop is signed out

  Scenario: An access token of that session is good no more
    Given Ada's laptop is let in
    When 10 seconds go by
    And a thief sends the token that Ada's laptop spent
    Then Ada's laptop is turned away as "session_revoked"

  Scenario: Other sessions go on
    When 10 seconds go by
    And a thief sends the token that Ada's laptop spent
    Then Ada's phone is let in
