Feature: Wrong codes of an address, over all its codes
  Asking for ever new codes buys no guesses

  Background:
    Given tenant "Acme"
    And Ada asks for a code
    And Ada types a wrong code 5 times

  Scenario: Ten within an hour close asking and typing
    Given 10 minutes go by
    And Ada asks for a code
    And Ada types a wrong code 5 times
    When Ada asks for a code
    Then the limit "failures" stands for 3000 seconds
    When Ada types the code
    Then the limit "failures" stands for 3000 seconds

  Scenario: It opens when the tenth last is an hour old
    Given 10 minutes go by
    And Ada asks for a code
    And Ada types a wrong code 5 times
    And Ada asks for a code
    When one second less than that goes by
    And Ada asks for a code
    Then the limit "failures" stands for 1 second
    When exactly that long goes by
    And Ada asks for a code
    And Ada types the code
    Then Ada is signed in

  Scenario: Nine leave the way open
    Given Ada asks for a code
    And Ada types a wrong code 4 times
    When Ada types the code
    Then Ada is signed in

  Scenario: A success clears the count
    Given Ada signs in
    And Ada asks for a code
    And Ada types a wrong code 5 times
    When Ada signs in
    Then Ada is signed in

  Scenario: Typing without a live code does not count
    Given 10 minutes go by
    And Ada types "482913" 9 times
    When Ada asks for a code
    And Ada types the code
    Then Ada is signed in

  Scenario: Another person at the same tenant is not held up
    Given Ada asks for a code
    And Ada types a wrong code 5 times
    When Grace signs in
    Then Grace is signed in
