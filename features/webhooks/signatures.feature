Feature: A receiver knows that an event is ours
  As a backend developer
  I want to refuse what anybody else posts to my webhook

  Background:
    Given tenant "Acme"
    And Acme's receiver listens for "otp.requested"
    And 1 seconds go by

  Scenario: The official library takes the signature
    When Ada asks for a code
    And the worker tells webhooks
    Then the last delivery is signed with the receiver's secret

  Scenario: Two secrets sign while they change over
    Given Acme gives the receiver a new secret, with an overlap of 3600 seconds
    When Ada asks for a code
    And the worker tells webhooks
    Then the last delivery is signed with the receiver's secret
    And the last delivery is signed with the secret before

  Scenario: After the overlap the new one signs alone
    Given Acme gives the receiver a new secret, with an overlap of 0 seconds
    When Ada asks for a code
    And the worker tells webhooks
    Then the last delivery is signed with the receiver's secret
    And the last delivery is not signed with the secret before

  Scenario Outline: No webhook leads inside
    When Acme lets "<url>" listen
    Then the call is refused as "invalid_request"

    Examples:
      | url                              |
      | http://hooks.example.com         |
      | https://10.0.0.1/                |
      | https://169.254.169.254/         |
      | https://[::1]/                   |
      | https://u:p@hooks.example.com/   |
      | https://hooks.example.com:22/    |
