"""What somebody types, and what they find."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from honglam.base.access import ANONYMOUS, Viewer
from honglam.base.errors import Refusal
from honglam.core.search import api
from honglam.core.search.contracts import Document
from honglam.core.search.testing import declared, public, trial

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _source():
    with declared(trial("papers"), trial("places")):
        yield


def put(*documents: Document, source: str = "papers") -> None:
    api.put(source=source, documents=documents)
    api.count_words()


def titles(text: str, viewer: Viewer = ANONYMOUS, **options) -> list[str]:
    return [hit.name for hit in api.find(text=text, viewer=viewer, **options).hits]


@pytest.mark.parametrize("typed", ["phường nam hà", "phuong nam ha", "PHUONG  NAM HA", "hà nam phường", "Nam Ha"])
def test_it_finds_with_and_without_accents_in_any_order(typed: str) -> None:
    put(public("1", "Phường Nam Hà"), public("2", "Phường Thành Sen"))
    assert titles(typed) == ["Phường Nam Hà"]


def test_it_finds_what_was_typed_on_a_mac() -> None:
    put(public("1", "Quyết định về đường thủy"))
    assert titles(unicodedata.normalize("NFD", "Quyết định đường thuỷ")) == ["Quyết định về đường thủy"]


@pytest.mark.parametrize("typed", ["ma", "mã", "má", "mạ"])
def test_the_exact_accent_stands_first(typed: str) -> None:
    put(*(public(str(n), f"Cây {word}") for n, word in enumerate(["ma", "mã", "má", "mạ"])))
    found = titles(typed)
    assert found[0] == f"Cây {typed}"
    assert len(found) == 4


def test_typed_accents_count_more_than_the_title() -> None:
    put(public("1", "Thách ha"), public("2", "Kế hoạch", text="Họp tại Thạch Hà sáng nay"), public("3", "Xã Thạch Hà"))
    assert titles("thạch hà") == ["Xã Thạch Hà", "Kế hoạch", "Thách ha"]


def test_a_title_stands_before_a_text_and_neighbours_before_strays() -> None:
    put(
        public("1", "Báo cáo", text="đất đai của tỉnh"),
        public("2", "Đai ốc và đất"),
        public("3", "Luật đất đai"),
    )
    assert titles("dat dai") == ["Luật đất đai", "Đai ốc và đất", "Báo cáo"]


def test_of_equal_hits_the_heavier_and_then_the_newer_stands_first() -> None:
    put(
        public("old", "Báo cáo tháng một", updated=NOW - timedelta(days=300)),
        public("new", "Báo cáo tháng hai", updated=NOW),
        public("heavy", "Báo cáo tháng ba", updated=NOW - timedelta(days=900), weight=90),
    )
    assert titles("báo cáo") == ["Báo cáo tháng ba", "Báo cáo tháng hai", "Báo cáo tháng một"]


@pytest.mark.parametrize("typed", ["th", "thach h", "Thạch H", "thạch", "thac"])
def test_it_finds_while_one_types(typed: str) -> None:
    put(public("1", "Xã Thạch Hà"))
    assert titles(typed) == ["Xã Thạch Hà"]


@pytest.mark.parametrize(
    "typed",
    ["thahc ha", "thach hà", "thachj haf", "thach5 ha2", "thạhc hà", "tach ha", "thachha", "thachh ha", "thac ha"],
)
def test_it_forgives_a_slip(typed: str) -> None:
    put(public("1", "Xã Thạch Hà"), public("2", "Phường Thành Sen"))
    assert titles(typed) == ["Xã Thạch Hà"]


def test_it_says_what_it_looked_for_instead() -> None:
    put(public("1", "Xã Thạch Hà"))
    assert api.find(text="thahc ha", viewer=ANONYMOUS).instead == "thach ha"
    assert not api.find(text="thach ha", viewer=ANONYMOUS).instead


def test_a_long_word_may_be_two_letters_off() -> None:
    put(public("1", "Cấp chứng chỉ microsoft"))
    assert titles("mikrosofft") == ["Cấp chứng chỉ microsoft"]


@pytest.mark.parametrize(
    "typed", ["H27.18562", "18562", "h27.185", "17/CTr-BCĐ", "17/ctr-bcd", "17 ctr bcd", "ctr-bcđ"]
)
def test_it_finds_codes_and_numbers_of_documents(typed: str) -> None:
    put(public("1", "UBND xã Thạch Hà", text="H27.18562"), public("2", "Chương trình 17/CTr-BCĐ", text="18562"))
    put(public("3", "Văn bản 71", text="18 562"))
    wanted = "Chương trình 17/CTr-BCĐ" if "c" in typed.lower() else "UBND xã Thạch Hà"
    found = titles(typed)
    assert wanted in found
    assert "Văn bản 71" not in found


def test_abbreviations_and_what_they_stand_for_lead_to_each_other() -> None:
    put(
        public("1", "UBND xã Thạch Hà"), public("2", "Ủy ban nhân dân tỉnh"), public("3", "Danh mục thủ tục hành chính")
    )
    assert set(titles("ubnd")) == set(titles("uỷ ban nhân dân")) == {"UBND xã Thạch Hà", "Ủy ban nhân dân tỉnh"}
    assert titles("TTHC") == ["Danh mục thủ tục hành chính"]


def test_quotation_marks_keep_words_together() -> None:
    put(public("1", "Luật đất đai"), public("2", "Đất và đai ốc"))
    assert titles('"đất đai"') == ["Luật đất đai"]
    assert set(titles("đất đai")) == {"Luật đất đai", "Đất và đai ốc"}


def test_it_can_look_through_one_source() -> None:
    put(public("1", "Giấy tờ Hà Tĩnh"))
    put(public("1", "Tỉnh Hà Tĩnh"), source="places")
    assert set(titles("ha tinh")) == {"Giấy tờ Hà Tĩnh", "Tỉnh Hà Tĩnh"}
    assert titles("ha tinh", source="places") == ["Tỉnh Hà Tĩnh"]
    with pytest.raises(Refusal):
        titles("ha tinh", source="nothing")


def test_pages_of_one_source_go_on_where_the_last_ended() -> None:
    put(*(public(f"{n:02}", f"Hồ sơ số {n}") for n in range(45)))
    pages = [titles("hồ sơ", source="papers", page=n) for n in (1, 2, 3, 4)]
    assert [len(each) for each in pages] == [20, 20, 5, 0]
    assert len({title for each in pages for title in each}) == 45
    overview = api.find(text="hồ sơ", viewer=ANONYMOUS)
    assert [(group.count, len(group.hits)) for group in overview.groups] == [(45, api.OVERVIEW)]


def test_more_than_are_counted_are_said_to_be_more_and_the_best_still_stand_first() -> None:
    put(*(public(f"{n:04}", f"Thửa đất số {n}", text="xã Thạch Hà") for n in range(600)), public("x", "Xã Thạch Hà"))
    found = api.find(text="xã thạch hà", viewer=ANONYMOUS)
    assert found.more
    assert found.count == 500
    assert found.hits[0].name == "Xã Thạch Hà"
    assert titles("thua dat so 7")[0] == "Thửa đất số 7"


@pytest.mark.parametrize("typed", ["", " ", "a", "?", "…", "'"])
def test_a_question_of_one_letter_is_too_short(typed: str) -> None:
    found = api.find(text=typed, viewer=ANONYMOUS)
    assert found.short
    assert not found.hits


def test_a_question_without_end_is_refused() -> None:
    with pytest.raises(Refusal, match="too long"):
        api.find(text="hà " * 100, viewer=ANONYMOUS)


def test_nothing_found_is_an_answer() -> None:
    put(public("1", "Xã Thạch Hà"))
    found = api.find(text="zzzzqqqq", viewer=ANONYMOUS)
    assert (found.count, found.hits, found.short) == (0, (), False)


def test_found_words_are_marked_and_the_excerpt_is_the_part_that_has_them() -> None:
    text = "Mở đầu dài dòng. " * 40 + "Họp về <b>đất đai</b> tại xã. " + "Kết thúc dài dòng. " * 40
    put(public("1", "Biên bản", text=text))
    (hit,) = api.find(text="dat dai", viewer=ANONYMOUS).hits
    assert "đất đai" in [piece.text for piece in hit.excerpt if piece.found]
    assert "<b>" in "".join(piece.text for piece in hit.excerpt)
    assert len("".join(piece.text for piece in hit.excerpt)) < 260


def test_a_page_in_english_is_offered_what_is_english() -> None:
    put(public("1", "Lịch làm việc", language="vi"), public("2", "Work calendar", text="lịch", language="en"))
    assert titles("lịch", language="vi") == ["Lịch làm việc"]
    assert titles("lich", language="en") == ["Work calendar"]
