Feature: Issuing keys
  As a tenant
  I want keys of my own for each program
  So that I can change one without stopping the others

  Background:
    Given tenant "Acme"

  Scenario Outline: A new key works at once and says what it is
    When Acme issues a <kind> key "mine"
    Then the key "mine" opens the door
    And the key "mine" begins with "<beginning>"

    Examples:
      | kind        | beginning      |
      | publishable | auth1_pk_acme_ |
      | secret      | auth1_sk_acme_ |

  Scenario: Earlier keys go on
    Given Acme issues a publishable key "old"
    When Acme issues a publishable key "new"
    Then the key "old" opens the door

  Scenario: A list shows names and no secrets
    When 1 minute goes by
    And Acme issues a secret key "server"
    Then Acme's list of keys shows "server, first, first"
    And no secret is in Acme's list of keys

  Scenario: A key may end by itself
    Given Acme issues a secret key "for a day" that ends in 24 hours
    When 23 hours go by
    Then the key "for a day" opens the door
    When 60 minutes go by
    Then the key "for a day" opens nothing

  Scenario: A key cannot end in the past
    When Acme issues a secret key "late" that ends in 0 hours
    Then the key is refused as "invalid_request"
    And the fields named are "expires_at"

  Scenario: A made-up key opens nothing
    When Mallory makes up the key "auth1_pk_acme_0123456789abcdef0123456789abcdef"
    Then the key is refused as "invalid_credentials"
