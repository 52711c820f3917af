Feature: Channels and plans
  As a tenant
  I want to say by whom and by which channel my codes go to each country

  Background:
    Given the providers first, second, chat:whatsapp and call:voice

  Scenario Outline: A plan by country
    Given tenant "Acme" with:
      | message_plan | default: second, first; FR: chat:whatsapp, first |
    When Ada asks for a code at "<number>"
    Then the answer says that it goes by <channel>
    And the message was handed to:
      | <provider> | accepted |

    Examples:
      | number       | channel  | provider      |
      | +12015550123 | SMS      | second        |
      | +33612345678 | WhatsApp | chat:whatsapp |

  Scenario: WhatsApp first, SMS where that fails, and the session says what carried the code
    Given tenant "Acme" with:
      | message_plan | default: chat:whatsapp, first |
    And the chat:whatsapp provider is out of order
    When Ada asks for a code
    Then the answer says that it goes by WhatsApp
    And the message was handed to:
      | chat:whatsapp | unavailable |
      | first         | accepted    |
    When Ada types the code
    Then the token says "otp, sms"

  Scenario Outline: A person may choose the channel
    Given tenant "Acme"
    When Ada asks for a code by <channel>
    Then the answer says that it goes by <channel>
    When Ada types the code
    Then the token says "<methods>"

    Examples:
      | channel  | methods  |
      | SMS      | otp, sms |
      | voice    | otp, tel |
      | WhatsApp | otp      |

  Scenario: What stands behind the chosen channel in the plan comes after it
    Given tenant "Acme" with:
      | message_plan | default: first, chat:whatsapp, second |
    And the chat:whatsapp provider is out of order
    When Ada asks for a code by WhatsApp
    Then the message was handed to:
      | chat:whatsapp | unavailable |
      | second        | accepted    |

  Scenario: A plan for a country leaves the others to the installation
    Given tenant "Acme" with:
      | message_plan | FR: second |
    When Ada asks for a code
    Then the message was handed to:
      | first | accepted |
