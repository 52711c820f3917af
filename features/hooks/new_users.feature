Feature: A tenant's own system has a say
  As a backend team
  I want my system to be asked before a user is made or a code is sent

  Background:
    Given tenant "Acme"

  Scenario: It lets in
    Given Acme's system allows new users, noting plan "gold"
    When Ada signs in
    Then Ada is a new user
    And Acme's notes on Ada say plan "gold"

  Scenario: It refuses
    Given Acme's system refuses new users
    And Ada asks for a code
    When Ada types the code
    Then the code is refused as "sign_up_refused"

  Scenario: Who is known is not asked about again
    Given Ada signs in
    And Acme's system refuses new users
    And 1 minute goes by
    When Ada signs in
    Then Ada is the same user as before

  Scenario Outline: It is down
    Given Acme's system is down, and <what> is meant to happen then
    And Ada asks for a code
    When Ada types the code
    Then <outcome>

    Examples:
      | what    | outcome                                    |
      | letting | Ada is signed in                           |
      | nothing | the code is refused as "sign_up_refused"   |

  Scenario: It refuses to send a code
    Given Acme's system refuses codes
    When Ada asks for a code
    Then a code is on its way
    And Ada's phone has shown 0 messages
