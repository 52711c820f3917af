Feature: Puzzles
  As a person who is taken for a stranger
  I want to work for my code instead of being turned away
  So that I get in, and nobody else learns of me

  Background:
    Given tenant "Acme"
    And strangers ask for codes of 30 numbers all over "+25471234"

  Scenario: A solution is good for one code
    When Ada asks for a code at "+254712340007" and solves the puzzle
    Then a code is on its way
    When 1 minute goes by
    And Ada asks again with the same solution
    Then the code is refused as "challenge_required"

  Scenario: A solution is good for its own number
    When Ada asks for a code at "+254712340007"
    And Mallory asks for a code at "+254712340008" with Ada's solution
    Then the code is refused as "challenge_required"

  Scenario: A solution is good for ten minutes
    When Ada asks for a code at "+254712340007"
    And 11 minutes go by
    And Ada solves the puzzle and asks again
    Then the code is refused as "challenge_required"

  Scenario: A refusal tells the caller nothing of why
    When Ada asks for a code at "+254712340007"
    Then the answer says nothing of signals
