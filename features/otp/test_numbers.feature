Feature: Test numbers
  As a developer whose app is reviewed by an app store
  I want numbers with fixed codes that nobody holds
  So that a reviewer signs in without a phone

  Background:
    Given tenant "Acme" with:
      | test_numbers | +15551234567: 482913 |

  Scenario: The fixed code signs in, and nothing is sent
    When Ada asks for a code at "+15551234567"
    Then Ada's phone stays silent
    When Ada types "482913"
    Then Ada is signed in
    And the token says "otp, sms, test"

  Scenario: A real number's token never says test
    When Ada signs in
    Then the token says "otp, sms"

  Scenario: Nobody waits to ask again, since nothing is sent
    When Ada asks for a code at "+15551234567" 12 times
    Then a code is on its way

  Scenario: Wrong codes count as everywhere
    Given Ada asks for a code at "+15551234567"
    When Ada types "000000" 5 times
    Then the code is refused as "too_many_attempts"
    When Ada types "482913"
    Then the code is refused as "too_many_attempts"

  Scenario: The fixed code needs an ask, too
    When Ada types "482913" for "+15551234567"
    Then the code is refused as "code_expired"
