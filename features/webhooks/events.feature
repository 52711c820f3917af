Feature: Events reach a tenant's own systems
  As a backend developer
  I want to hear of what happens without asking for it
  So that my systems follow sign-ins, users and messages

  Background:
    Given tenant "Acme"
    And 1 seconds go by

  Scenario: A receiver hears of a whole sign-in
    Given Acme's receiver listens for "*"
    When Ada signs in
    And the worker tells webhooks
    Then the receiver has heard "otp.requested, otp.verified, session.created, user.created"
    And every event fits its schema
    And no event names an address

  Scenario: It hears only of what it chose
    Given Acme's receiver listens for "session.*, user.deleted"
    When Ada signs in
    And the worker tells webhooks
    Then the receiver has heard "session.created"

  Scenario: A wrong code is told, too
    Given Acme's receiver listens for "otp.failed"
    And Ada asks for a code
    When Ada types a wrong code
    And the worker tells webhooks
    Then the receiver has heard "otp.failed"

  Scenario: Another tenant's events stay that tenant's
    Given tenant "Beta"
    And 1 seconds go by
    And Beta's receiver listens for "*"
    When Ada signs in
    And the worker tells webhooks
    Then the receiver has heard nothing

  Scenario: What happened before it listened is not delivered by itself
    Given Ada signs in
    And 1 seconds go by
    And Acme's receiver listens for "*"
    When the worker tells webhooks
    Then the receiver has heard nothing
