Feature: Deliveries are tried again
  As a backend developer
  I want no event to be lost while my system is down

  Background:
    Given tenant "Acme"
    And Acme's receiver listens for "otp.requested"
    And 1 seconds go by

  Scenario: A failure is tried again by the timetable, with the same id
    Given the receiver answers 500
    And Ada asks for a code
    And the worker tells webhooks
    When 4 seconds go by
    And the worker tells webhooks
    Then the receiver was asked 1 times
    When 2 seconds go by
    And the worker tells webhooks
    Then the receiver was asked 2 times
    And it was the same event each time
    Given the receiver answers 204
    When 6 minutes go by
    And the worker tells webhooks
    Then the delivery is "delivered" after 3 attempts

  Scenario Outline: Only 2xx is success
    Given the receiver answers <status>
    And Ada asks for a code
    When the worker tells webhooks
    Then the delivery is "<becomes>" after 1 attempts

    Examples:
      | status | becomes   |
      | 200    | delivered |
      | 202    | delivered |
      | 301    | pending   |
      | 404    | pending   |
      | 500    | pending   |

  Scenario: Who asks for a break gets it
    Given the receiver answers 429 and asks for 3600 seconds
    And Ada asks for a code
    And the worker tells webhooks
    When 59 minutes go by
    And the worker tells webhooks
    Then the receiver was asked 1 times
    When 2 minutes go by
    And the worker tells webhooks
    Then the receiver was asked 2 times

  Scenario: Three days of silence make a dead letter
    Given the receiver answers 500
    And Ada asks for a code
    When 52 times 2 hours go by and the worker tells webhooks
    Then the delivery is "dead" after 10 attempts
