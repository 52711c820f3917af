Feature: Telling how it is
  As an operator
  I want one word for how the product is

  Scenario: All is there
    Then the product is "healthy"
    And it misses nothing

  Scenario: Without Redis people still sign in
    When Redis goes away
    Then the product is "degraded"
    And it misses "redis"

  Scenario: Without its database nothing can be judged
    When the database goes away
    Then the product is "unhealthy"
    And it misses "database"

  Scenario: The database outweighs Redis
    When Redis goes away
    And the database goes away
    Then the product is "unhealthy"
    And it misses "database, redis"
