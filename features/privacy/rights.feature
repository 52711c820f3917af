Feature: A person's rights
  As somebody whose data is here
  I want to see it, and to have it forgotten

  Background:
    Given tenant "Acme"
    And Ada signs in
    And Grace signs in

  Scenario: Everything held of one person
    When the operator exports Ada
    Then the export holds Ada's number and where she signed in from
    And it holds nothing of Grace

  Scenario: Forgotten for good, with a certificate
    When the operator erases Ada
    Then the certificate names Ada and what is kept
    And Ada's app gets nowhere
    And nobody finds Ada

  Scenario: Who was forgotten may come back as somebody new
    Given the operator erases Ada
    And 1 minute goes by
    When Ada signs in
    Then Ada is a new user
