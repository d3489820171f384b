"""Text: one form at the door, folding, sorting, spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.text import clean, clean_lines, fold, name_key, respell, sort_key, sort_names

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảãáạấệộựẽỷ HNĐƠ12-", max_size=30)


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        (unicodedata.normalize("NFD", "Hà Tĩnh"), "Hà Tĩnh"),
        ("  Đức\u00a0 Thọ \n", "Đức Thọ"),
        ("Kỳ\u200b Anh\ufeff", "Kỳ Anh"),
        ("a\u200b\u0323\u0302", "ậ"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("một\r\nhai", "một hai"),
    ],
)
def test_it_cleans_one_line(given_text, stored):
    assert clean(given_text) == stored


def test_it_keeps_lines_and_paragraphs_of_long_text():
    assert clean_lines("\n Kính gửi:\t ông \r\n\r\n Trân trọng \x00\n\n") == "Kính gửi: ông\n\nTrân trọng"


def test_it_refuses_text_with_halves_of_characters():
    with pytest.raises(Refusal, match="damaged"):
        clean("Hà \ud83d Tĩnh")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    lines = clean_lines(text)
    assert clean_lines(lines) == lines


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường Nguyễn Du", "duong nguyen du"),
        ("Ðức Thọ", "duc tho"),  # U+00D0, which old fonts put for Đ
        ("hòa hoà HÒA", "hoa hoa hoa"),
        ("120 m²", "120 m2"),
        ("Kỳ, Kì", "ky, ki"),
        ("ＡＢＣ", "abc"),
        ("Łódź Straße Αθήνα МОСКВА", "łodz straße αθηνα москва"),
    ],
)
def test_it_folds_accents_case_and_d(text, folded):
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_is_stable_and_blind_to_normal_forms(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == folded


def test_it_sorts_letters_as_the_dictionary_does():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxyz")
    assert sorted(set(letters), key=sort_key) == letters
    assert sorted(["âm", "az", "ăn", "an"], key=sort_key) == ["an", "az", "ăn", "âm"]


def test_it_sorts_tones_from_level_to_heavy_within_a_word():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "man", "màn"]
    assert sorted(set(tones), key=sort_key) == tones
    assert sorted(["hòa bình", "hoa hồng", "hoa"], key=sort_key) == ["hoa", "hoa hồng", "hòa bình"]


def test_it_gives_both_placements_of_a_tone_one_key():
    assert sort_key("Hòa") == sort_key("hoà") == sort_key(unicodedata.normalize("NFD", "HOÀ"))
    assert sort_key("thúy") == sort_key("thuý") != sort_key("thủy")


def test_it_sorts_numbers_by_their_value():
    assert sorted(["Thôn 10", "Thôn 2", "Thôn 02b", "Thôn"], key=sort_key) == ["Thôn", "Thôn 2", "Thôn 02b", "Thôn 10"]


def test_it_sorts_people_by_given_name_then_family_name():
    people = ["Đỗ An", "Bùi Văn Ân", "Lê Ẩn", "An Thị Hoa", "Trần Hoa", "Lê Hòa", "Nguyễn Hoà", "Hương"]
    assert sort_names(reversed(people)) == people
    assert name_key("") == ""


@given(VIETNAMESE, VIETNAMESE)
def test_a_key_never_depends_on_case_or_punctuation(one, two):
    assert sort_key(f"{one}, {two}") == sort_key(f"({one.upper()}) {two}")
    assert sort_key(one) == sort_key(one).strip()


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("hoà bình", "hòa bình"),
        ("Yên Hoà", "Yên Hòa"),
        ("THUÝ", "THÚY"),
        ("uỷ ban", "ủy ban"),
        ("khoẻ, xoè", "khỏe, xòe"),
        ("quý, quỳ", "quý, quỳ"),
        ("hoàn, khuỷu, thuở, ngoài", "hoàn, khuỷu, thuở, ngoài"),
        ("hòa, lụy", "hòa, lụy"),
        ("ạuỳ, ioà", "ạuỳ, ioà"),
    ],
)
def test_it_respells_only_tones_of_open_syllables(written, official):
    assert respell(written) == official


@given(VIETNAMESE)
def test_respelling_changes_no_key(text):
    assert sort_key(respell(text)) == sort_key(text)
    assert fold(respell(text)) == fold(text)
