Feature: Why did the code not arrive?
  As a tenant's support person
  I want everything that happened to a code, in order
  So that I can tell the person who waits for it, and know whom to call

  Background:
    Given the SMS providers first and second
    And tenant "Acme"

  Scenario: From the ask to the sign-in
    Given the first provider is out of order
    And Ada asks for a code
    And 3 seconds go by
    And a receipt says that the message was delivered
    And 5 seconds go by
    And Ada types a wrong code
    And Ada types the code
    When Acme looks into the request
    Then the request is "verified"
    And the request shows the address "+12*******23"
    And neither the code nor the number is told
    And the timeline tells:
      | requested   |        |
      | queued      |        |
      | handed over | first  |
      | answered    | first  |
      | failed over | second |
      | answered    | second |
      | delivered   | second |
      | tried       |        |
      | verified    |        |

  Scenario: Nobody could deliver it
    Given every provider knows no such number
    And Ada asks for a code
    When 10 minutes go by
    Then the request is "expired"
    And the timeline says "We gave up on this message: no provider could deliver it."
    And the timeline tells:
      | requested   |       |
      | queued      |       |
      | handed over | first |
      | answered    | first |
      | gave up     |       |
      | expired     |       |

  Scenario: A message that waits, and whom for
    Given the worker rests
    When Ada asks for a code
    Then the request is "pending"
    And the timeline says "The message waits for a worker; to carry it: first, then second."

  Scenario: Another tenant sees nothing
    Given tenant "Globex"
    And Ada asks for a code
    When Globex looks into the request
    Then the request is refused as "not_found"
