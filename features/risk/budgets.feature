Feature: Budgets
  As a team that pays for every message
  I want to say how much a day may cost
  So that the worst day has a price that I know

  Scenario: A budget that is used up stops strangers until the window moves
    Given tenant "Acme" with:
      | budgets | {"tenant": {"hour": 150000}} |
    When newcomers prove codes of 5 numbers all over "+25471234"
    Then at most 3 of them got a code
    And the last of them heard "rate_limited"
    When 60 minutes go by
    And Ada asks for a code at "+254712340007"
    Then a code is on its way

  Scenario: A customer still gets in
    Given tenant "Acme" with:
      | budgets | {"tenant": {"hour": 150000}} |
    And Ada signs in at "+254712340007"
    And newcomers prove codes of 5 numbers all over "+25471234"
    When 1 minute goes by
    And Ada asks for a code
    Then a code is on its way

  Scenario: An allow-list does not win over money
    Given tenant "Acme" with:
      | budgets    | {"country": {"day": 100000}} |
      | risk_allow | {"countries": ["KE"]}        |
    When newcomers prove codes of 4 numbers all over "+25471234"
    Then at most 2 of them got a code
