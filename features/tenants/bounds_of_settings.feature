Feature: Bounds of settings
  A tenant sets its own rules where they keep its users safe, and learns of everything that is wrong at once

  Scenario: Every wrong field is named, and nothing changes
    Given tenant "Acme"
    When Acme's settings change to:
      | otp_length       | 5  |
      | max_otp_attempts | 0  |
      | resend_after     | 10 |
      | voip_blocking    | no |
    Then the change is refused as "invalid_request"
    And the fields named are "settings.max_otp_attempts, settings.otp_length, settings.resend_after"
    And Acme's settings show:
      | voip_blocking | yes |
      | otp_length    | 6   |

  Scenario Outline: Bounds
    Given tenant "Acme" with:
      | <setting> | <least> |
    When Acme's settings change to:
      | <setting> | <most> |
    Then Acme's settings show:
      | <setting> | <most> |
    When Acme's settings change to:
      | <setting> | <less> |
    Then the change is refused as "invalid_request"
    When Acme's settings change to:
      | <setting> | <more> |
    Then the change is refused as "invalid_request"

    Examples:
      | setting              | less | least | most | more |
      | otp_length           | 5    | 6     | 10   | 11   |
      | otp_expiry_minutes   | 0    | 1     | 10   | 11   |
      | max_otp_attempts     | 0    | 1     | 10   | 11   |
      | rate_limit_per_hour  | 0    | 1     | 100  | 101  |
      | resend_after_seconds | -1   | 0     | 600  | 601  |
      | session_ttl_minutes  | 0    | 1     | 1440 | 1441 |
      | refresh_ttl_days     | 0    | 1     | 365  | 366  |

  Scenario Outline: What is no value for a setting
    Given tenant "Acme"
    When Acme's settings change to:
      | <setting> | <value> |
    Then the change is refused as "invalid_request"
    And the fields named are "settings.<setting>"

    Examples:
      | setting           | value            |
      | otp_length        | six              |
      | voip_blocking     | maybe            |
      | allowed_types     | mobile, pigeon   |
      | blocked_countries | FR, XX           |
      | sms_branding      | click acme.com   |
      | default_region    | Europe           |
      | signing_algorithm | none             |
      | cors_origins      | https://a.test/x |
