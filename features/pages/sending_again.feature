Feature: Having the code sent again on the page
  As a person whose message does not come
  I want another one
  But a phone is not to be rung by impatience

  Background:
    Given tenant "Acme"
    And Acme's own app "Shop"
    And "Shop" sends Ada to sign in
    And Ada gives her number

  Scenario: Too early is told with the wait, and nothing is sent
    When 10 seconds go by
    And Ada has the code sent again
    Then Ada is told "Too many attempts. Try again in 20 seconds."
    And Ada's phone has shown 1 message

  Scenario: After the wait it comes, and signs in
    When 30 seconds go by
    And Ada has the code sent again
    Then Ada is asked for the code
    And both messages carry the same code
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: Later it is a new code, and the old one is wrong
    When 401 seconds go by
    And Ada has the code sent again
    Then the messages carry different codes
    When Ada enters the first code
    Then Ada is told "The code is wrong. You have 4 attempts left."
    When Ada enters the code
    Then Ada is back in "Shop"

  Scenario: The code that is there may be entered while one waits
    Given Ada has the code sent again
    When Ada enters the code
    Then Ada is back in "Shop"

  @http
  Scenario: The page tells when it may be asked for again
    Then Ada reads "You can send it again in 30 seconds."
    When 30 seconds go by
    And Ada has the code sent again
    Then Ada reads "Sent again."
