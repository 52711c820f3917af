"""Which language a page is in."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.page_words import Languages, PageWords


@dataclass(frozen=True, slots=True)
class BabelLanguages(Languages):
    """All catalogues in `locales`; Babel is loaded at the first page, since others need none of it."""

    def choose(self, wanted: Sequence[str]) -> PageWords:
        """See Languages."""
        from adapters.babel.choice import choose_first
        from adapters.babel.pages import BabelPageWords

        return BabelPageWords(choose_first(wanted))

    def tags(self) -> Sequence[str]:
        """See Languages."""
        from adapters.babel.tongue import languages

        return sorted(language.replace("_", "-") for language in languages())
