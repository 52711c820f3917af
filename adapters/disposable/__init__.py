"""Mail domains that give away throw-away mailboxes, by a package that is kept."""
