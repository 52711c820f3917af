Feature: A policy of one's own
  As the person who is responsible for fraud
  I want to try a rule before it bites, and to except those whom I know
  So that a rule never surprises my customers

  Scenario: Shadow records and refuses nothing
    Given tenant "Acme" with:
      | risk_shadow | yes |
    When strangers ask for codes of 20 numbers all over "+25471234"
    Then all of them got a code
    And the story of the last code says "Without shadow it would have been refused (challenge)."

  Scenario: An allow-list wins over the score
    Given tenant "Acme" with:
      | risk_allow | {"prefixes": ["+25471234"]} |
    When strangers ask for codes of 20 numbers all over "+25471234"
    Then all of them got a code

  Scenario: A refusal can be explained
    Given tenant "Acme"
    When strangers ask for codes of 30 numbers all over "+25471234"
    Then the newest request is "blocked" and its story says "asked for proof of work first"
    And its story says "Unproven codes of this prefix"

  Scenario: Who asks again and again and proves nothing is slowed down
    Given tenant "Acme"
    When Ada asks for a code 5 times, one every minute
    And 57 minutes go by
    And Ada asks for a code
    Then a code is on its way
    When 61 seconds go by
    And Ada asks for a code
    Then the code is refused as "rate_limited"
    And the limit is "slow_down"
    When exactly that long goes by
    And Ada asks for a code
    Then a code is on its way
