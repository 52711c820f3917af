Feature: Reading an address
  People write numbers and mailboxes in their own ways; what nobody can have is refused

  Scenario Outline: What cannot be an address is refused
    Given tenant "Acme"
    When Ada asks for a code at "<address>"
    Then the address is refused as "<reason>"

    Examples:
      | address          | reason        |
      | +1201555         | invalid_phone |
      | call me          | invalid_phone |
      | +15551234567     | invalid_phone |
      | 201 555 0123     | invalid_phone |
      | ada@             | invalid_email |
      | ada@example..com | invalid_email |

  Scenario: A tenant's home country spares people the country code
    Given tenant "Acme" with:
      | default_region | US |
    When Ada asks for a code at "(201) 555-0123"
    Then "+12015550123" has received 1 message
