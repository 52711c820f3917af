Feature: Delivering once more
  As a backend developer
  I want to have events again that my system has lost

  Background:
    Given tenant "Acme"
    And 1 seconds go by
    And Acme's receiver listens for "*"
    And 1 seconds go by
    And Ada signs in
    And the worker tells webhooks

  Scenario: One event
    When Acme has the last delivery made again
    And the worker tells webhooks
    Then one event came twice with one id

  Scenario: All of a type and a time
    Given the receiver forgets everything
    When Acme has "user.*" of the last minute delivered again
    And the worker tells webhooks
    Then the receiver has heard "user.created"

  Scenario: An unknown one
    When Acme has delivery "evt_01kafz7v3rfy8s6w2c0q4n5j7c" made again
    Then the call is refused as "not_found"
