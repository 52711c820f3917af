Feature: What others know of a number, a network and a mailbox
  As a team that wants people to sign in
  I want to be told of lines, networks and mailboxes that nobody keeps
  So that I pay for a lookup only where it decides something

  Scenario: A line is looked up where the score is not clean
    Given tenant "Acme"
    And the line of "+12015550126" is "nonFixedVoip"
    When strangers ask for codes of 3 numbers in a row from "+12015550123"
    Then nobody was asked about a line
    When 1 minute goes by
    And Mallory asks for a code at "+12015550126"
    Then the code is refused as "request_blocked"
    And the newest request is "blocked" and its story says "The line was looked up: nonFixedVoip."

  Scenario: A tenant that lets VOIP in lets it in here too
    Given tenant "Acme" with:
      | voip_blocking | no |
    And the line of "+12015550126" is "fixedVoip"
    When strangers ask for codes of 3 numbers in a row from "+12015550123"
    And Ada asks for a code at "+12015550126"
    Then a code is on its way

  Scenario: A number is asked about once
    Given tenant "Acme"
    And the line of "+12015550126" is "nonFixedVoip"
    And strangers ask for codes of 3 numbers in a row from "+12015550123"
    When Mallory asks for a code at "+12015550126"
    And 1 minute goes by
    And Mallory asks for a code at "+12015550126"
    Then the code is refused as "request_blocked"
    And 1 line was asked about

  Scenario: A provider that is slow costs nobody a code
    Given tenant "Acme"
    And the line of "+12015550126" is "nonFixedVoip"
    And lookups are slow
    And strangers ask for codes of 3 numbers in a row from "+12015550123"
    When Ada asks for a code at "+12015550126"
    Then a code is on its way
    When the lookups are answered
    And 1 minute goes by
    And Ada asks for a code at "+12015550126"
    Then the code is refused as "request_blocked"

  Scenario: A SIM that was changed lately
    Given tenant "Acme"
    And the SIM of "+12015550126" was changed lately
    And strangers ask for codes of 3 numbers in a row from "+12015550123"
    When 1 minute goes by
    And Ada asks for a code at "+12015550126"
    Then the code is refused as "request_blocked"
    And the newest request is "blocked" and its story says "The SIM card behind the number was changed lately."

  Scenario: An exit of Tor in another country weighs on an ask, and does not decide it
    Given tenant "Acme"
    And the list of "tor" networks names "203.0.113.0/24"
    And "203.0.113.9" is in "RO"
    When Ada calls from "203.0.113.9"
    And Ada asks for a code at "+12015550123"
    Then a code is on its way
    And the story of the last code says "The call came by a network of the kind tor."
    And the story of the last code says "A number of US was asked for from RO."

  Scenario: A throw-away mailbox weighs on an ask
    Given tenant "Acme"
    And "mailbox.example" gives away throw-away mailboxes
    When Ada asks for a code at "ada@mailbox.example"
    Then a code is on its way
    And the story of the last code says "The mail domain gives away throw-away mailboxes."

  Scenario: Who switches the signals off pays for no lookup
    Given tenant "Acme" with:
      | risk_signals | {"line_type": {"mode": "off"}, "sim_swap": {"mode": "off"}} |
    And the line of "+12015550126" is "nonFixedVoip"
    When strangers ask for codes of 4 numbers in a row from "+12015550123"
    Then all of them got a code
    And nobody was asked about a line
