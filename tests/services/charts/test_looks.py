"""Colours and signs: readable on both grounds, by everybody."""

from itertools import combinations

import pytest

from services.charts.looks import BLUE, DETAIL_SIGNS, FAINT, INK, LOOKS, PALE_BLUE, Pair, key, percent, points
from services.progress import Detail, Status

GROUND = Pair("#ffffff", "#0f151c")
"""The page's own ground in `.streamlit/config.toml`."""
OWED = (Status.DONE, Status.LATE, Status.NIL, Status.MISSING)

# What dichromats see of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    """The light of a colour's red, green and blue, 0 to 1."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, 1 to 21."""
    light, dark = sorted(
        (
            sum(part * weight for part, weight in zip(linear(c), (0.2126, 0.7152, 0.0722), strict=True))
            for c in (one, other)
        ),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, eyes: str) -> list[float]:
    """The colour in CIELAB as those eyes see it."""
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, linear(colour), strict=True)))) for row in EYES[eyes]]
    to_xyz = ((0.4339, 0.3763, 0.1898), (0.2126, 0.7152, 0.0722), (0.0178, 0.1094, 0.8728))
    x, y, z = (sum(a * b for a, b in zip(row, seen, strict=True)) for row in to_xyz)
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


@pytest.mark.parametrize("ground", Pair._fields)
class TestColours:
    """On light and on dark ground."""

    @pytest.mark.parametrize("status", OWED)
    def test_a_sign_is_readable_on_its_square(self, ground: str, status: Status) -> None:
        """4.5 to 1, as WCAG asks of text."""
        look = LOOKS[status]
        assert contrast(getattr(look.ink, ground), getattr(look.fill, ground)) >= 4.5

    @pytest.mark.parametrize("colour", [INK, FAINT, BLUE])
    def test_words_and_lines_are_readable_on_the_page(self, ground: str, colour: Pair) -> None:
        """4.5 to 1 as well."""
        assert contrast(getattr(colour, ground), getattr(GROUND, ground)) >= 4.5

    @pytest.mark.parametrize("eyes", EYES)
    def test_no_two_states_look_alike(self, ground: str, eyes: str) -> None:
        """A difference of 12 in CIELAB is seen at a glance, also by those who lack a kind of cone."""
        for one, other in combinations(OWED, 2):
            a, b = (lab(getattr(LOOKS[status].fill, ground), eyes) for status in (one, other))
            assert sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5 >= 12, (one, other)

    @pytest.mark.parametrize("eyes", EYES)
    def test_days_outside_the_week_are_paler(self, ground: str, eyes: str) -> None:
        """Both kinds of bar stand out from the page, one of them less."""
        page, bar, pale = (lab(getattr(colour, ground), eyes)[0] for colour in (GROUND, BLUE, PALE_BLUE))
        assert abs(bar - page) > abs(pale - page) + 20

    def test_missing_is_visible_and_done_is_quiet(self, ground: str) -> None:
        """Late stands out most; done and missing stay near to the page's ground."""
        strength = {status: contrast(getattr(LOOKS[status].fill, ground), getattr(GROUND, ground)) for status in OWED}
        assert max(strength, key=lambda status: strength[status]) is Status.LATE
        assert strength[Status.DONE] < 2.5
        assert strength[Status.MISSING] < 2.5


def test_every_state_has_a_sign_of_its_own() -> None:
    """The picture says the same without its colours."""
    assert set(LOOKS) == set(Status)
    assert set(DETAIL_SIGNS) == set(Detail)
    signs = [look.sign for look in LOOKS.values()] + list(DETAIL_SIGNS.values())
    assert len(set(signs)) == len(signs)


def test_key_names_the_states_that_occur_in_their_order() -> None:
    """A line breaks behind the dot between them, never within."""
    words = key([Status.MISSING, Detail.PLANNED, Status.DONE, Status.DONE])
    assert words.replace("\u2060", "").replace("\u00a0", " ") == "✓ đúng hạn · ✕ chưa báo cáo · … đang thực hiện"
    assert words.count(" ") == 2


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (2 / 3, "66,7%"),
        (0.1, "10%"),
        (0.9999, "100%"),
        (0.005, "0,5%"),
        (13 / 16, "81,3%"),
    ],
)
def test_percent_is_written_as_people_here_write_it(share: float, words: str) -> None:
    """A comma, one digit, none where it is zero; a half is rounded up."""
    assert percent(share) == words


@pytest.mark.parametrize(
    ("share", "expected", "gap"),
    [(22 / 41, 0.5001, "+3,7"), (26 / 41, 4.5 / 7, "-0,9"), (0, 1, "-100"), (0.5, 0.50004, ""), (0, 0, "")],
)
def test_the_gap_is_the_one_between_the_figures_that_are_shown(share: float, expected: float, gap: str) -> None:
    """53,7 % and 50 % are 3,7 apart, whatever stands behind the comma."""
    assert points(share, expected) == gap
