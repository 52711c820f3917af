Feature: Who did what, when, from where, to whom
  As a support person and as an auditor
  I want to find what happened
  So that a question gets an answer and not a guess

  Background:
    Given tenant "Acme"
    And Ada signs in

  Scenario: A sign-in is told from the first ask to the session
    Then Acme's log tells of "otp.requested, otp.verified, session.created"
    And it tells where Ada called from
    And it names no address

  Scenario: A wrong code is a failure
    Given Grace asks for a code
    When Grace types a wrong code
    Then Acme's log tells of a "failure" in "otp.failed"

  Scenario: A family of actions
    When Acme searches its log for "otp.*"
    Then it finds "otp.requested, otp.verified"

  Scenario: Another tenant's log is another's
    Given tenant "Beta"
    When Beta searches its log for "otp.*"
    Then it finds nothing

  Scenario: What there is not cannot be searched for
    When Acme searches its log for "nothing.*"
    Then the search is refused as "invalid_request"
