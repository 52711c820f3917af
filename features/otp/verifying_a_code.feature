Feature: Verifying a code
  As a person who holds a phone
  I want the code on it to sign me in, once, here and now

  Background:
    Given tenant "Acme"
    And Ada asks for a code

  Scenario: A code works once
    Given Ada types the code
    When Ada types the code
    Then the code is refused as "code_expired"

  Scenario: A code lives to the end of its last second
    When 599 seconds go by
    And Ada types the code
    Then Ada is signed in

  Scenario: A code is over at ten minutes
    When 600 seconds go by
    And Ada types the code
    Then the code is refused as "code_expired"

  Scenario: The number may be written as people write it
    When Ada types the code for "+1 (201) 555-0123"
    Then Ada is signed in

  Scenario: The code proves its own number only
    Given Grace asks for a code
    When Grace types Ada's code
    Then the code is refused as "invalid_code"

  Scenario: Who never asked hears what everybody without a live code hears
    When Mallory types "482913"
    Then the code is refused as "code_expired"
