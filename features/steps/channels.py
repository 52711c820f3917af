"""The ways and languages that a code is asked for in."""

from pytest_bdd import parsers, step, then

from features.hands.story import Story

CHANNELS = {"SMS": "sms", "WhatsApp": "whatsapp", "voice": "voice", "mail": "email"}
LANGUAGES = {
    "Arabic": "ar",
    "Austrian German": "de-AT",
    "Brazilian Portuguese": "pt-BR",
    "Chinese": "zh",
    "Taiwanese Chinese": "zh-TW",
    "English": "en",
    "French": "fr",
    "German": "de",
    "Japanese": "ja",
    "Klingon": "tlh",
    "Persian": "fa",
    "Polish": "pl",
    "Russian": "ru",
    "Ukrainian": "uk",
}


@step(parsers.parse("{who:w} asks for a code by {channel:w}"))
def asks_by(story: Story, who: str, channel: str) -> None:
    """Instead of the way that the plan would choose."""
    story.ask(who, by=CHANNELS[channel])


@step(parsers.re(r"(?P<who>\w+) asks for a code in (?P<language>\w+(?: [A-Z]\w+)?)(?: by (?P<channel>\w+))?"))
def asks_in(story: Story, who: str, language: str, channel: str | None) -> None:
    """As their app's language is, perhaps in a way of their choice."""
    story.ask(who, by=CHANNELS[channel] if channel else None, locale=LANGUAGES[language])


@step(parsers.parse("{who:w} asks for a code by {one:w} and by {other:w} in turn, {times:d} times in all"))
def asks_in_turn(story: Story, who: str, one: str, other: str, times: int) -> None:
    """Without waiting between the asks."""
    for time in range(times):
        story.ask(who, by=CHANNELS[other if time % 2 else one])


@step(parsers.parse("{who:w} asks for a code in {one:w} and in {other:w} in turn, {times:d} times in all"))
def asks_in_languages(story: Story, who: str, one: str, other: str, times: int) -> None:
    """Without waiting between the asks."""
    for time in range(times):
        story.ask(who, locale=LANGUAGES[other if time % 2 else one])


@then(parsers.parse("the answer says that it goes by {channel:w}"))
def goes_by(story: Story, channel: str) -> None:
    """What the last ask was told, before anything was sent."""
    assert (None, CHANNELS[channel]) == (story.last.refused_as, story.last.said.get("channel"))


@then(parsers.parse('{who:w} hears "{text}" with "{pause}" between the digits'))
def hears(story: Story, who: str, text: str, pause: str) -> None:
    """What the voice said last; a pause is written as the voice reads it."""
    assert text.replace("{digits}", pause.join(story.code(who))) == story.texts(who)[-1]
