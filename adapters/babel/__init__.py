"""Words in many languages, on Babel's plural forms, numbers and countries; mails on Jinja."""
