Feature: Trying a policy on what was recorded
  As the person who is responsible for fraud
  I want to know what another rule would have done
  So that I change a rule knowing whom it meets

  Background:
    Given tenant "Acme" with:
      | risk_shadow | yes |
    And newcomers prove codes of 3 numbers all over "+25471234"
    And strangers ask for codes of 60 numbers all over "+25471234"

  Scenario: What would have been refused
    When the policy that there is is replayed
    Then 63 asks were judged
    And at least 40 more would have been refused
    And it would have made 0 mistakes
    And it would have saved at least 2000000 micros

  Scenario: A policy without that rule refuses nobody
    When the policy "risk_challenge_at: 100, risk_block_at: 100" is replayed
    Then at most 0 more would have been refused

  Scenario: The figures say what was spent and what shadow would have refused
    Then the figures say 63 asks and 63 codes
    And "prefix" would have refused at least 40 of them
