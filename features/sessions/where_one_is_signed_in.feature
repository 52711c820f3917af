Feature: Where one is signed in
  As somebody with several devices
  I want to see where I am signed in, and to end what I do not know

  Background:
    Given tenant "Acme"
    And Ada signs in on the phone
    And 5 minutes go by
    And Ada signs in on the laptop
    And Grace signs in

  Scenario: The list says it in words
    Then Ada's laptop lists:
      | Firefox on Windows | just now      | this one |
      | Chrome on Android  | 5 minutes ago |          |

  Scenario: A refresh is a use
    When 3 minutes go by
    And Ada's phone refreshes
    Then Ada's phone lists:
      | Firefox on Windows | 3 minutes ago |          |
      | Chrome on Android  | just now      | this one |

  Scenario: A user ends one of the others
    When Ada's laptop ends the session of Ada's phone
    Then Ada's phone is signed out
    And Ada's laptop lists:
      | Firefox on Windows | just now | this one |

  Scenario: Nobody ends another user's session
    When Grace's app ends the session of Ada's phone
    Then the end is refused as "not_found"
    And Ada's phone is let in

  Scenario: What has ended cannot be ended again
    Given Ada's laptop ends the session of Ada's phone
    When Ada's laptop ends the session of Ada's phone
    Then the end is refused as "not_found"
