Feature: Pumping is stopped
  As a team that pays for every message
  I want codes that nobody ever proves to become rare
  So that a bot cannot spend my money, and my customers still get in

  Background:
    Given tenant "Acme"

  Scenario: Numbers of one block, one after another
    When strangers ask for codes of 60 numbers in a row from "+254712300001"
    Then at most 12 of them got a code
    And the last of them heard "challenge_required"

  Scenario: Work opens what is challenged, until it proves to be in vain
    When strangers who solve puzzles ask for codes of 60 numbers all over "+25471234"
    Then at most 15 of them got a code
    And the last of them heard "request_blocked"

  Scenario: A block lifts by itself
    Given strangers who solve puzzles ask for codes of 60 numbers all over "+25471234"
    When 2 hours go by
    And Ada asks for a code at "+254712340007" and solves the puzzle
    Then a code is on its way

  Scenario: A stranger in the attacked block works for the code and gets in
    Given strangers ask for codes of 30 numbers all over "+25471234"
    When Ada asks for a code at "+254712340007"
    Then the code is refused as "challenge_required"
    When Ada solves the puzzle and asks again
    And Ada types the code
    Then Ada is signed in

  Scenario: A customer in the attacked block gets the code at once
    Given Ada signs in at "+254712340007"
    And strangers ask for codes of 30 numbers all over "+25471234"
    When Ada asks for a code
    Then a code is on its way

  Scenario: Whether somebody is a customer is not to be learned from another network
    Given Ada signs in at "+254712340007"
    And strangers ask for codes of 30 numbers all over "+25471234"
    When Mallory asks for a code at "+254712340007"
    Then the code is refused as "challenge_required"

  Scenario: Another country does not notice
    Given strangers ask for codes of 60 numbers all over "+25471234"
    When Ada asks for a code at "+12015550123"
    Then a code is on its way

  Scenario: Redis is away in the middle of the attack
    Given Redis goes away
    When strangers ask for codes of 60 numbers in a row from "+254712300001"
    Then at most 12 of them got a code

  Scenario: A launch with many proofs is no attack
    When newcomers prove codes of 60 numbers all over "+25471234"
    Then all of them got a code
