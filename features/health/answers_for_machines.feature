@http
Feature: Health for machines

  Scenario: All is there
    When GET "/health" is sent
    Then the answer is 200
    And the fields are "status, uptime, database, redis, version, memory_mb"
    And the field "status" is "healthy"
    And the field "database" is "connected"

  Scenario: A load balancer keeps an instance without Redis
    Given Redis goes away
    When GET "/health" is sent
    Then the answer is 200
    And the field "redis" is "disconnected"
    When GET "/health/ready" is sent
    Then the answer is 200

  Scenario: Without the database, traffic goes elsewhere and nobody is restarted
    Given the database goes away
    When GET "/health" is sent
    Then the answer is 503
    And the field "status" is "unhealthy"
    When GET "/health/ready" is sent
    Then the answer is 503 "unavailable"
    And there is a header "Retry-After"
    When GET "/health/live" is sent
    Then the answer is 200

  Scenario: What a stranger need not know can be left out
    Given an installation that keeps its health to itself
    When GET "/health" is sent
    Then the fields are "status"
