Feature: How often a code is sent
  A message goes to providers three times and a code six times at most: nobody pays for a loop, and no phone is flooded

  Background:
    Given the providers first, second and call:voice
    And tenant "Acme" with:
      | resend_after_seconds | 0             |
      | rate_limit_per_hour  | 100           |
      | message_plan         | default: first, second |

  Scenario: A message that nobody takes is tried three times
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
    Then Ada's phone has shown 1 message
    When Ada types the code
    Then Ada is signed in

  Scenario: Asking for the seventh message is refused until the code is over
    Given Ada asks for a code by SMS and by SMS in turn, 6 times in all
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds
    When exactly that long goes by
    And Ada asks for a code
    Then a code is on its way
    And Ada's phone has shown 7 messages

  Scenario: Messages that still wait count, too
    Given the worker rests
    And Ada asks for a code by SMS and by SMS in turn, 6 times in all
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds

  Scenario: Each provider that was tried counts
    Given the first provider refuses the message
    And Ada asks for a code by SMS and by SMS in turn, 3 times in all
    When Ada asks for a code
    Then the limit "resend" stands for 600 seconds

  Scenario: Another channel or another language buys nothing
    Given Ada asks for a code by SMS and by voice in turn, 3 times in all
    And Ada asks for a code in German and in French in turn, 3 times in all
    When Ada asks for a code by voice
    Then the limit "resend" stands for 600 seconds
    When Ada asks for a code in Polish
    Then the limit "resend" stands for 600 seconds

  Scenario: Nor does it shorten the wait or raise the hourly limit
    Given tenant "Globex"
