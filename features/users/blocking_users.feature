Feature: Blocking users
  As a tenant
  I want to shut a user out at once, and to let them in again

  Background:
    Given tenant "Acme"
    And Grace signs in
    And Ada signs in
    And 1 minute goes by

  Scenario: Every session ends at once
    Given Ada's app is let in
    When Acme blocks Ada
    Then Ada's app is signed out
    And Grace's app is let in

  Scenario: A code that is on its way opens nothing
    Given Ada asks for a code
    When Acme blocks Ada
    And Ada types the code
    Then the code is refused as "code_expired"

  Scenario: Who is blocked is told nothing, and gets no code
    Given Acme blocks Ada
    When Ada asks for a code
    Then a code is on its way
    And Ada's phone has shown 1 message

  Scenario: Unblocking lets in again
    Given Acme blocks Ada
    When Acme unblocks Ada
    And Ada signs in
    Then Ada is the same user as before
    And Ada's app is let in

  Scenario: A session that ended does not come back
    Given Ada signs in on the phone
    When Acme blocks Ada
    And Acme unblocks Ada
    Then Ada's phone is signed out

  Scenario: Another tenant cannot block them
    Given tenant "Globex"
    When Globex blocks Ada
    Then the block is refused as "not_found"
    And Ada's app is let in
