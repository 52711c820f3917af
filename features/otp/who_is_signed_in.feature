Feature: Who is signed in
  As a tenant
  I want one user for each proven address, and a token that says how it was proven

  Background:
    Given tenant "Acme"
    And Ada asks for a code

  Scenario: The right code signs in
    When Ada types the code
    Then Ada is signed in
    And the token is issued by "acme" for Acme
    And the token says "otp, sms"
    And the token lives for 900 seconds

  Scenario: The first proof makes the user, the second one finds them
    When Ada types the code
    Then Ada is a new user
    When Ada signs in
    Then Ada is the same user as before

  Scenario: Two people are two users
    When Ada types the code
    And Grace signs in
    Then Grace is a new user
    And Grace is another user than before

  Scenario: A proof by mail does not claim a phone
    When Ada asks for a code at "ada@example.com"
    And Ada types the code
    Then the token says "otp"
