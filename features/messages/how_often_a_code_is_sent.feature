Feature: How often a code is sent
  A message goes out three times and a code six times at most: nobody pays for a loop, and no phone is flooded

  Background:
    Given the providers first, second and call:voice
    And tenant "Acme" with:
      | resend_after_seconds | 0   |
      | rate_limit_per_hour  | 100 |

  Scenario: A message that nobody takes is handed over three times
    Given every provider hangs
    When Ada asks for a code
    And the worker is at work for 10 minutes
    Then the message was handed to:
      | first  | timeout |
      | second | timeout |
      | first  | timeout |
    And the message is "failed"

  Scenario: An outage of everybody for a minute is outlived
    Given every provider is out of order
    And Ada asks for a code
    And the worker is at work for 60 seconds
    When every provider is well again
    And the worker is at work for 30 seconds
    And Ada types the code
    Then Ada is signed in
    And Ada's phone has shown 1 message

  Scenario: The seventh message is refused until the code is over
    Given Ada asks for a code 6 times
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds
    And Ada's phone has shown 6 messages
    When exactly that long goes by
    And Ada asks for a code
    Then a code is on its way
    And the code lives for 600 seconds

  Scenario: Not even a new code comes before that
    Given Ada asks for a code 6 times
    When 450 seconds go by
    And Ada asks for a code
    Then the limit "resend" stands for 150 seconds

  Scenario: Messages that still wait count, too
    Given the worker rests
    And Ada asks for a code 6 times
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds

  Scenario: Each provider that was tried counts
    Given the first provider refuses the message
    And Ada asks for a code 3 times
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds

  Scenario: A provider that was out of reach does not count
    Given every provider is out of reach
    And Ada asks for a code
    And the worker is at work for 4 minutes
    When every provider is well again
    And the worker is at work for 30 seconds
    Then Ada's phone has shown 1 message
    When Ada asks for a code 5 times
    Then a code is on its way
