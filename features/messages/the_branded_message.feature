Feature: The branded message
  As a tenant
  I want the code to come in my app's name and in one short message
  So that people trust it, and their phones fill it in

  Scenario: The sentence, to the letter
    Given tenant "Acme"
    When Ada asks for a code
    Then Ada's phone shows "Your Acme verification code is: {code}. Expires in 10 minutes."

  Scenario Outline: The tenant's own name for messages, and the life of its codes
    Given tenant "Globex" with:
      | sms_branding       | <name>    |
      | otp_expiry_minutes | <minutes> |
    When Ada asks for a code
    Then Ada's phone shows "<message>"

    Examples: An alphabet that leaves room for fewer letters leaves room for fewer words
      | name            | minutes | message                                                                   |
      | Acme & Co.      | 5       | Your Acme & Co. verification code is: {code}. Expires in 5 minutes.       |
      | Søren's Ærø-Bus | 10      | Your Søren's Ærø-Bus verification code is: {code}. Expires in 10 minutes. |
      | Северное сияние | 10      | Северное сияние code: {code}                                              |

  Scenario: The last line lets a browser fill the code in, on the tenant's own page only
    Given tenant "Acme" with:
      | autofill_domain | app.acme.com |
    When Ada asks for a code
    Then Ada's phone reads:
      """
      Your Acme verification code is: {code}. Expires in 10 minutes.
      @app.acme.com #{code}
      """

  Scenario: An Android app finds its message by a hash, and the browser's line stays the last
    Given tenant "Acme" with:
      | app_hash        | FA+9qCX9VSu  |
      | autofill_domain | app.acme.com |
    When Ada asks for a code
    Then Ada's phone reads:
      """
      Your Acme verification code is: {code}. Expires in 10 minutes.
      FA+9qCX9VSu
      @app.acme.com #{code}
      """
