Feature: Nothing stays longer than it may
  As a backend team
  I want old data to go by itself

  Scenario: Codes go after thirty days
    Given tenant "Acme"
    And Ada signs in
    When 29 days go by
    And the worker forgets what is old
    Then Acme still sees the code that Ada asked for
    When 2 days go by
    And the worker forgets what is old
    Then Acme sees no codes

  Scenario: A tenant keeps less
    Given tenant "Acme" with:
      | otp_retention_days | 1 |
    And Ada signs in
    When 25 hours go by
    And the worker forgets what is old
    Then Acme sees no codes

  Scenario: Where people called from goes after ninety days, what they did stays
    Given tenant "Acme"
    And Ada signs in
    When 95 days go by
    And the worker forgets what is old
    Then Acme's log tells of "otp.requested, otp.verified, session.created"
    And it does not tell where anybody called from
