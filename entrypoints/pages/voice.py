"""Sentences become HTML: whatever fills a place is a text, and cannot turn the words around it."""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from application.ports.page_words import PageWords
from entrypoints.pages.form import Problem
from entrypoints.pages.sentences import ATTEMPTS, PROBLEMS, TRY_AGAIN, UNKNOWN

PLACE: Final = re.compile(r"\{(\w+)\}")
# Places of numbers, mail addresses and hosts, which run from left to right in every language.
LEFT_TO_RIGHT: Final = frozenset(("address", "example", "host"))
# Seconds to wait where nobody said how long.
A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Voice:
    """A language, as templates speak it."""

    words: PageWords

    def say(self, sentence: str, **values: str) -> Markup:
        """The sentence with its values, each in an element that keeps its direction to itself."""
        return self._filled(self.words.say(sentence), values)

    def count(self, one: str, many: str, number: int) -> Markup:
        """The sentence in the form that the number asks for."""
        return escape(self.words.count(one, many, number))

    def when(self, sentence: str, seconds: int) -> Markup:
        """A sentence with the place `{when}`, which a script may count down."""
        before, _, after = self.words.say(sentence).partition("{when}")
        span = Markup('<span class="when" data-numbers="{}">{}</span>')
        return escape(before) + span.format(self.words.numbering, self.words.moment(seconds)) + escape(after)

    def problem(self, problem: Problem) -> Markup:
        """What was wrong, and how often or when it may be tried again."""
        if problem.code == "invalid_code" and problem.attempts_left is not None:
            return self.count(*ATTEMPTS, problem.attempts_left)
        said = self.say(PROBLEMS.get(problem.code, UNKNOWN))
        if problem.wait is None:
            return said
        return Markup("{} {}").format(said, self.when(TRY_AGAIN, problem.wait))

    def trouble(self, sentence: str, *, name: str, wait: int | None) -> Markup:
        """What to do where there is no way on."""
        return self.when(sentence, wait or A_MINUTE) if "{when}" in sentence else self.say(sentence, name=name)

    def _filled(self, sentence: str, values: dict[str, str]) -> Markup:
        """What comes in is not looked at again, so braces in a value are only letters; unknown places stay."""
        found = Markup()
        for index, part in enumerate(PLACE.split(sentence)):
            # Every other part is the name of a place.
            if index % 2 == 0:
                found += escape(part)
            elif part in values:
                way = Markup(' dir="ltr"') if part in LEFT_TO_RIGHT else ""
                found += Markup("<bdi{}>{}</bdi>").format(way, values[part])
            else:
                found += f"{{{part}}}"
        return found
