Feature: The log proves itself
  As an auditor
  I want to see that nobody has changed what was written

  Background:
    Given tenant "Acme"
    And Ada signs in
    And the log is chained

  Scenario: An untouched log is sound
    Then Acme's log is sound

  Scenario Outline: What was done to it is named
    When somebody <does> a row of Acme's log behind our back
    Then Acme's log is found <finding>, and the row is named

    Examples:
      | does    | finding |
      | changes | changed |
      | removes | removed |

  Scenario: Erasing a person breaks nothing
    When the operator erases Ada
    And the log is chained
    Then Acme's log is sound
