Feature: A receiver that wants no more is asked no more
  As the person who runs it at night
  I want dead receivers to be left alone, and their owners to be told

  Background:
    Given tenant "Acme"
    And Acme's receiver listens for "otp.requested"
    And Acme's witness listens for "webhook.disabled"
    And 1 seconds go by

  Scenario: 410 disables at once
    Given the receiver answers 410
    And Ada asks for a code
    When the worker tells webhooks
    And the worker tells webhooks
    Then the receiver is disabled as "gone"
    And the witness has heard "webhook.disabled"

  Scenario: So do five days without a good answer
    Given the receiver answers 500
    And Ada asks for a code
    And 62 times 2 hours go by and the worker tells webhooks
    When Ada asks for a code
    And the worker tells webhooks
    And the worker tells webhooks
    Then the receiver is disabled as "failing"
    And the witness has heard "webhook.disabled"

  Scenario: Enabled again it goes on with what it is owed
    Given Acme disables the receiver
    And Ada asks for a code
    And the worker tells webhooks
    And the receiver was asked 0 times
    When Acme enables the receiver
    And 1 minute goes by
    And Ada asks for a code
    And the worker tells webhooks
    Then the receiver was asked 1 times
