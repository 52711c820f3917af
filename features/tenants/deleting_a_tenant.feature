Feature: Deleting a tenant

  Background:
    Given tenant "Acme"
    And tenant "Globex"

  Scenario: Its keys open nothing any more, within five seconds
    Given Ada asks for a code
    When the administrator deletes Acme
    And 5 seconds go by
    And Ada types the code
    Then the key is refused as "invalid_credentials"
    When Ada asks for a code
    Then the key is refused as "invalid_credentials"

  Scenario: What it still owed is not sent
    Given the worker rests
    And Ada asks for a code
    When the administrator deletes Acme
    And the worker goes on
    Then Ada's phone stays silent

  Scenario: Its slug is never given again, since tokens name it
    Given the administrator deletes Acme
    When the administrator creates tenant "Acme" under "acme"
    Then the tenant is refused as "conflict"

  Scenario: It is not found any more
    Given the administrator deletes Acme
    When the administrator deletes Acme
    Then the tenant is refused as "not_found"

  Scenario: Others go on
    When the administrator deletes Acme
    And Ada asks "Globex" for a code
    Then a code is on its way
