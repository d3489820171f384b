"""Amounts in words, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from honglam.base.amounts import WORDS_MAX, number_in_english, number_in_words, vnd_in_english, vnd_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (1015, "một nghìn không trăm mười lăm"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
        (2_000_000_000, "hai tỷ"),
        (2_000_050_000, "hai tỷ không trăm năm mươi nghìn"),
        (45_000_000_000_000, "bốn mươi lăm nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_it_says_numbers_as_an_accountant_does(number, words):
    assert number_in_words(number) == words


def test_it_can_speak_as_the_south_does():
    assert number_in_words(105, zero="lẻ") == "một trăm lẻ năm"


UNITS = {w: i for i, w in enumerate("không một hai ba bốn năm sáu bảy tám chín".split())}  # noqa: SIM905  (one row)
UNITS |= {"mốt": 1, "tư": 4, "lăm": 5, "mười": 10, "linh": 0}
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}


def heard(words: list[str]) -> int:
    """Understand a spoken number by another way than the speaker's: split at the largest scale, last first."""
    for scale, factor in sorted(SCALES.items(), key=lambda item: -item[1]):
        if scale in words:
            at = len(words) - 1 - words[::-1].index(scale)
            return heard(words[:at]) * factor + heard(words[at + 1 :])
    if "trăm" in words:
        at = words.index("trăm")
        return UNITS[words[at - 1]] * 100 + heard(words[at + 1 :])
    if "mươi" in words:
        at = words.index("mươi")
        return UNITS[words[at - 1]] * 10 + heard(words[at + 1 :])
    return sum(UNITS[word] for word in words)


@given(st.integers(0, WORDS_MAX - 1))
def test_what_it_says_is_understood_as_the_same_number(number):
    assert heard(number_in_words(number).split()) == number


@given(st.integers(-WORDS_MAX + 1, WORDS_MAX - 1))
def test_its_english_agrees_with_num2words(number):
    assert number_in_english(number) == num2words(number).replace(",", "").replace(" and ", " ")


@given(st.integers(0, 999))
def test_its_vietnamese_agrees_with_num2words_below_a_thousand(number):
    # Above, num2words leaves out "không trăm"; and it says "bốn" where clerks write "tư".
    theirs = num2words(number, lang="vi").replace("lẻ", "linh").replace("mươi bốn", "mươi tư")
    assert number_in_words(number) == theirs


def test_it_writes_the_line_under_the_figure():
    assert vnd_in_words(1_200_000) == "Một triệu hai trăm nghìn đồng"
    assert vnd_in_english(1_200_000) == "One million two hundred thousand Vietnamese dong"


@pytest.mark.parametrize("say", [number_in_words, number_in_english])
def test_it_does_not_guess_beyond_its_range(say):
    with pytest.raises(ValueError, match="too many digits"):
        say(WORDS_MAX)
