Feature: Waiting before a code is sent again
  A phone is not to be rung by impatience

  Background:
    Given tenant "Acme"
    And Ada asks for a code

  Scenario: Too early is refused, and the wait is true
    When 10 seconds go by
    And Ada asks for a code
    Then the limit "resend" stands for 20 seconds
    And Ada's phone has shown 1 message
    When exactly that long goes by
    And Ada asks for a code
    Then a code is on its way

  Scenario: One second less is too early
    Given Ada asks for a code
    When one second less than that goes by
    And Ada asks for a code
    Then the limit "resend" stands for 1 second

  Scenario: A refused ask prolongs nothing and counts for nothing
    Given 4 times 5 seconds go by and Ada asks for a code
    When 10 seconds go by
    And Ada asks for a code
    Then a code is on its way

  Scenario: Another person does not wait
    When Grace asks for a code
    Then a code is on its way

  Scenario: A tenant sets its own wait
    Given tenant "Globex" with:
      | resend_after_seconds | 120 |
    And Ada asks "Globex" for a code
    When Ada asks "Globex" for a code
    Then the limit "resend" stands for 120 seconds
