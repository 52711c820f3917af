Feature: Requesting a code
  As a person who signs in
  I want a code at my phone or mailbox
  So that I can prove that it is mine

  Background:
    Given tenant "Acme"

  Scenario: The code arrives under the tenant's name
    When Ada asks for a code at "+12015550123"
    Then Ada's phone shows "Your Acme verification code is: {code}. Expires in 10 minutes."
    And the code has 6 digits
    And the code lives for 600 seconds
    And the tries left are 5

  Scenario: The name in the message is the tenant's choice
    Given tenant "Globex" with:
      | sms_branding       | Globex & Söhne |
      | otp_length         | 8              |
      | otp_expiry_minutes | 3              |
    When Ada asks "Globex" for a code
    Then Ada's phone shows "Your Globex & Söhne verification code is: {code}. Expires in 3 minutes."
    And the code has 8 digits
    And the code lives for 180 seconds

  Scenario: A mailbox is as good as a phone
    When Ada asks for a code at "Ada@Example.COM"
    Then "ada@example.com" has received 1 message
    When Ada types the code
    Then Ada is signed in

  Scenario: The answer does not wait for the message to be sent
    Given the worker rests
    When Ada asks for a code
    Then a code is on its way
    But Ada's phone stays silent
    When the worker goes on
    Then Ada's phone has shown 1 message

  Scenario: A message that outlived its code is not sent any more
    Given the worker rests
    And Ada asks for a code
    When 10 minutes go by
    And the worker goes on
    Then Ada's phone stays silent

  Scenario: A message whose code was replaced is not sent any more
    Given the worker rests
    And Ada asks for a code
    And 401 seconds go by
    And Ada asks for a code
    When the worker goes on
    Then Ada's phone has shown 1 message
