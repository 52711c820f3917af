Feature: Languages
  As a person who signs in
  I want to read the message in my language

  Scenario: The language that the app asks for
    Given tenant "Acme"
    When Ada asks for a code in German
    Then Ada's phone shows "Ihr Bestätigungscode für Acme lautet: {code}. Er läuft in 10 Minuten ab."

  Scenario Outline: Else the language of the number's country; where several are read and none by most, English
    Given tenant "Acme"
    When Ada asks for a code at "<number>"
    Then Ada's phone shows "<message>"

    Examples: Germany, France, Brazil, Japan, India
      | number         | message                                                                  |
      | +4915112345678 | Ihr Bestätigungscode für Acme lautet: {code}. Er läuft in 10 Minuten ab. |
      | +33612345678   | Votre code de vérification Acme est : {code}. Il expire dans 10 minutes. |
      | +5511961234567 | Seu código Acme é: {code}. Expira em 10 minutos.                         |
      | +819012345678  | Acme の認証コード: {code}。10分間有効です。                              |
      | +918123456789  | Your Acme verification code is: {code}. Expires in 10 minutes.           |

  Scenario Outline: What is asked for goes before the country, if there are words in it
    Given tenant "Acme"
    And Ada asks for a code at "+33612345678"
    When 30 seconds go by
    And Ada asks for a code in <language>
    Then Ada's phone shows "<message>"

    Examples:
      | language             | message                                                                 |
      | English              | Your Acme verification code is: {code}. Expires in 9 minutes.           |
      | Austrian German      | Ihr Bestätigungscode für Acme lautet: {code}. Er läuft in 9 Minuten ab. |
      | Brazilian Portuguese | Seu código Acme é: {code}. Expira em 9 minutos.                         |
      | Taiwanese Chinese    | 【Acme】您的驗證碼是：{code}，9 分鐘內有效。                            |
      | Klingon              | Votre code de vérification Acme est : {code}. Il expire dans 9 minutes. |

  Scenario Outline: Minutes are counted as the language counts
    Given tenant "Acme" with:
      | otp_expiry_minutes | <minutes> |
    When Ada asks for a code in <language>
    Then Ada's phone shows "<message>"

    Examples: English is for one minute, too, to the letter what the product promises
      | language | minutes | message                                                                |
      | English  | 1       | Your Acme verification code is: {code}. Expires in 1 minutes.          |
      | German   | 1       | Ihr Bestätigungscode für Acme lautet: {code}. Er läuft in 1 Minute ab. |
      | Polish   | 1       | Kod weryfikacyjny Acme: {code}. Wygaśnie za 1 minutę.                  |
      | Polish   | 3       | Kod weryfikacyjny Acme: {code}. Wygaśnie za 3 minuty.                  |
      | Polish   | 5       | Kod weryfikacyjny Acme: {code}. Wygaśnie za 5 minut.                   |
      | Russian  | 2       | Код подтверждения Acme: {code}. Действует 2 минуты.                    |
      | Arabic   | 2       | رمز التحقق من Acme هو: {code}. تنتهي صلاحيته خلال دقيقتين.             |
      | Persian  | 5       | کد تأیید شما در Acme: {code}. این کد ۵ دقیقه اعتبار دارد.              |
      | Japanese | 10      | Acme の認証コード: {code}。10分間有効です。                            |

  Scenario: A mail speaks the language in its subject, too
    Given tenant "Acme"
    And Ada asks for a code at "ada@example.com"
    When 30 seconds go by
    And Ada asks for a code in German
    Then Ada's mailbox shows "Acme: {code} ist Ihr Bestätigungscode"

  Scenario: A voice reads the code digit by digit, twice, in a language that voices speak
    Given the providers first and call:voice
    And tenant "Acme"
    When Ada asks for a code in German by voice
    Then Ada hears "Guten Tag. Ihr Bestätigungscode für Acme lautet: {digits}. Noch einmal: {digits}." with ", " between the digits
    When 30 seconds go by
    And Ada asks for a code in Ukrainian by voice
    Then Ada hears "Hello. Your Acme verification code is: {digits}. Once more: {digits}." with ". " between the digits
