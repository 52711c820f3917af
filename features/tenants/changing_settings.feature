Feature: Changing settings
  As a tenant
  I want to set my own rules, within bounds that keep my users safe

  Scenario: What changes is what people see, within five seconds
    Given tenant "Acme"
    When Acme's settings change to:
      | otp_length   | 8      |
      | sms_branding | MyAcme |
    And 5 seconds go by
    And Ada asks for a code
    Then Ada's phone shows "Your MyAcme verification code is: {code}. Expires in 10 minutes."
    And the code has 8 digits

  Scenario: What is not named stays
    Given tenant "Acme" with:
      | otp_length | 7 |
    When Acme's settings change to:
      | max_otp_attempts | 3 |
    Then Acme's settings show:
      | otp_length       | 7 |
      | max_otp_attempts | 3 |

  Scenario: A live code keeps the rules that it was made under
    Given tenant "Acme"
    And Ada asks for a code
    When Acme's settings change to:
      | otp_length       | 8 |
      | max_otp_attempts | 1 |
    And 5 seconds go by
    And Ada types a wrong code
    Then the tries left are 4
    When Ada types the code
    Then Ada is signed in
