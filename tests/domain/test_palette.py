"""Colours that can be read, whichever a tenant has (WCAG 2.2, 1.4.3 and 1.4.11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.branding import Branding
from domain.contrast import BLACK, OF_OUTLINES, OF_TEXT, WHITE, contrast, is_color
from domain.lightness import Shade
from domain.palette import NEEDED, ON_DARK, ON_LIGHT, OWN, palette_of
from domain.readable import lowest, readable, text_on

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
MAYBE = st.none() | COLORS


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, whichever is named first; and as others measure it."""
    assert [21.0, 21.0, 1.0] == [contrast(BLACK, WHITE), contrast(WHITE, BLACK), contrast("#1a73e8", "#1a73e8")]
    assert (4.54, 4.48, 8.59) == tuple(round(contrast(color, WHITE), 2) for color in ("#767676", "#777777", "#0000ff"))


@pytest.mark.parametrize("text", ["#1a73e", "1a73e8", "#1a73e8;", "#1a73e8\n", "red", "", None, 5])
def test_what_is_no_colour(text: object) -> None:
    """Nothing but six digits can get into a style sheet."""
    assert not is_color(text)


@given(COLORS)
def test_text_on_every_colour_can_be_read(color: str) -> None:
    """One of black and white always can."""
    assert contrast(text_on(color), color) >= OF_TEXT


@given(color=MAYBE, color_dark=MAYBE, background=MAYBE, background_dark=MAYBE)
def test_every_pair_reaches_its_ratio(
    color: str | None, color_dark: str | None, background: str | None, background_dark: str | None
) -> None:
    """Whatever a tenant has, in light and in dark, every text has 4.5 : 1 and every outline 3 : 1."""
    branding = Branding(color=color, color_dark=color_dark, background=background, background_dark=background_dark)
    palette = palette_of(branding)
    for scheme in (palette.light, palette.dark):
        assert [] == [pair for pair in scheme.pairs() if pair.ratio < pair.needed]
        assert all(pair.needed in (OF_TEXT, OF_OUTLINES) for pair in scheme.pairs())


@given(color=COLORS, background=MAYBE)
def test_what_can_be_seen_is_left_alone(color: str, background: str | None) -> None:
    """A colour is used as given wherever it has its contrast; wherever it has not, that is told, and nowhere else."""
    palette = palette_of(Branding(color=color, background=background))
    told = {correction.place: correction for correction in palette.corrections}
    for mode, scheme in (("light", palette.light), ("dark", palette.dark)):
        for place in OWN:
            used, grounds = getattr(scheme, place), (scheme.background, scheme.surface)
            fits = lowest(color, grounds) >= NEEDED[place]

            assert fits == (used == color) == (f"{mode}.{place}" not in told)
    assert all(one.given == color and one.used != color and one.ratio < one.needed for one in told.values())


@given(background=COLORS)
def test_a_background_is_never_another_one(background: str) -> None:
    """What lies on it follows it, not it them."""
    palette = palette_of(Branding(background=background, background_dark=background))

    assert (background, background) == (palette.light.background, palette.dark.background)
    assert palette.light.is_dark == (contrast(WHITE, background) >= OF_TEXT)


@given(color=COLORS, ground=COLORS, needed=st.sampled_from([OF_OUTLINES, OF_TEXT]))
def test_the_correction_is_the_nearest(color: str, ground: str, needed: float) -> None:
    """Nothing clearly nearer in lightness would have done; hue is kept as far as eight bits can."""
    used = readable(color, [ground], needed)
    was, now = Shade.of(color).lightness, Shade.of(used).lightness
    steps = [was + (now - was) * part / 10 for part in range(9)]

    assert contrast(used, ground) >= needed
    if used != color:
        assert all(contrast(Shade.of(color).at(step), ground) < needed * 1.02 for step in steps)


@given(COLORS)
def test_a_colour_at_its_own_lightness_is_itself(color: str) -> None:
    """There and back, but for a step of rounding."""
    back = Shade.of(color).at(Shade.of(color).lightness)
    parts = [(int(color[at : at + 2], 16), int(back[at : at + 2], 16)) for at in (1, 3, 5)]

    assert max(abs(one - other) for one, other in parts) <= 1


def test_the_ends_are_black_and_white() -> None:
    """A colour has no tint there."""
    assert (BLACK, WHITE) == (Shade.of("#1a73e8").at(0.0), Shade.of("#1a73e8").at(1.0))


def test_what_stands_without_a_branding_needs_no_correction() -> None:
    """The house's own colours are used as they are written, and nothing is told."""
    palette = palette_of(Branding())
    for scheme, ink in ((palette.light, ON_LIGHT), (palette.dark, ON_DARK)):
        assert ink == {place: getattr(scheme, place) for place in ink}
    assert () == palette.corrections
    assert (False, True) == (palette.light.is_dark, palette.dark.is_dark)


def test_a_stored_colour_that_is_none_is_left_out() -> None:
    """Whoever stored it: nothing but colours leaves here."""
    assert palette_of(Branding()) == palette_of(Branding("red;}</style><script>", background="url(x)"))


def test_a_colour_keeps_its_writing() -> None:
    """Capital letters are no correction."""
    assert "#1A56DB" == palette_of(Branding("#1A56DB")).light.primary
