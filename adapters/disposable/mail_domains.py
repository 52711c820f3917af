"""Disposable mail domains by the list of the package disposable-email-domains."""

from disposable_email_domains import blocklist

from application.ports.intelligence import MailDomains


class ListedMailDomains(MailDomains):
    """A list of ten thousand domains, as new as the installed package."""

    def is_disposable(self, domain: str) -> bool:
        """See MailDomains."""
        labels = domain.lower().split(".")
        return any(".".join(labels[place:]) in blocklist for place in range(len(labels) - 1))
