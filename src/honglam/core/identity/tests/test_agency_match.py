"""What printed names mean: the names of the province's plans, as they are printed there and as they get mangled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.base.errors import Refusal
from honglam.base.text import clean_lines, fold
from honglam.core.identity import api
from honglam.core.identity.contracts import Matched, PartKind, Role
from honglam.core.identity.testing import have_agencies
from honglam.core.identity.tests.printed import FORMER, GROUPS, TODAY
from honglam.core.places.testing import have_places

NOW, THEN = date(2026, 11, 23), date(2023, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    have_places()
    have_agencies()


CELLS = [
    ("Sở Tài chính, Sở Nội vụ; UBND các xã, phường", ["H27.stc", "H27.snv", "communes"]),
    ("Các sở, ban, ngành cấp tỉnh; các xã, phường", ["agencies+departments", "communes"]),
    ("Công an tỉnh; Sở Khoa học và Công nghệ", ["H27.catinh", "H27.skhcn"]),
    ("Sở Nội vụ, Sở Khoa học và Công nghệ, Công an tỉnh", ["H27.snv", "H27.skhcn", "H27.catinh"]),
    ("Sở Văn hóa, Thể thao và Du lịch và Sở Y tế", ["H27.svhttdl", "H27.syt"]),
    ("Báo và phát thanh, truyền hình Hà Tĩnh, Sở Tư pháp", ["H27.bpttth", "H27.stp"]),
    (
        "Công an tỉnh, Sở Khoa học và Công nghệ, Sở Giáo dục và Đào tạo, BQL Khu kinh tế tỉnh, Trường Đại học Hà Tĩnh",
        ["H27.catinh", "H27.skhcn", "H27.sgddt", "H27.bqlkkt", "H27.dhht"],
    ),
    ("Các sở: Tài chính, Nội vụ, Khoa học và Công nghệ", ["H27.stc", "H27.snv", "H27.skhcn"]),
    ("UBND các xã Thạch Hà, Lộc Hà, Cẩm Bình", ["H27.18562", "H27.18568", "H27.18685"]),
    ("- Sở Y tế;\n- Sở Tư pháp.", ["H27.syt", "H27.stp"]),
    ("1. Sở Y tế\n2. Sở Tư pháp", ["H27.syt", "H27.stp"]),
    ("Văn phòng Tỉnh ủy, Văn phòng UBND tỉnh", ["H27.tinhuy.vp", "H27.vpub"]),
    (
        "Bệnh viện Đại học Y Hà Nội, Bạch Mai, E, Trung ương Huế, Nhi Trung ương",
        ["bvdhyhn", "bvbachmai", "bve", "bvtwhue", "bvnhitw"],
    ),
]

WAYS = [
    "Sở KHCN",
    "Sở KH&CN",
    "Sở Khoa học & Công nghệ",
    "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    "Sở\u00a0Khoa\u00a0học và Công nghệ",
    "Sở Khoa học và Công nghệ tỉnh Hà Tĩnh",
    "Sở KHCN Hà Tĩnh",
    "so khoa hoc cong nghe",
    "Số Khoa học và Công nghệ",
]

DOUBTFUL = [
    "Sở NV",
    "Kỳ Anh",
    "Ủy ban nhân dân",
    "UBND",
    "Sở Tài chính tỉnh Nghệ An",
    "Phòng Kế toán Sở Tài chính",
    "Sờ Tài chlnh",
    "xã Sơn Kim 3",
    "Sở",
    "xã",
    "Công ty TNHH Một thành viên",
    "Thường xuyên",
    "31/12/2026",
]


def one(text: str, on: date = NOW):
    """Return the only part of a text."""
    reading = api.match(text=text, on=on)
    assert len(reading.parts) == 1, [part.text for part in reading.parts]
    return reading.parts[0]


def read(texts: Iterable[str], on: date = NOW) -> dict[str, list[str]]:
    """Return the paths of the agencies that each text surely means."""
    return {text: [a.path for a in one(text, on).agencies] for text in texts}


def test_it_knows_each_name_that_the_plans_print_today() -> None:
    expected = {text: [path] for path, names in TODAY.items() for text in names}
    assert read(expected) == expected


def test_it_knows_each_name_of_2023_and_then_it_was_that_agency_itself() -> None:
    expected = {text: [path] for path, names in FORMER.items() for text in names}
    assert read(expected, THEN) == expected


def test_it_reads_each_label_of_a_group_as_one_group() -> None:
    found = {label: one(label) for label in GROUPS}
    assert {label: part.group and part.group.id for label, part in found.items()} == GROUPS
    assert all(part.kind is PartKind.GROUP and part.certain for part in found.values())


def test_it_knows_every_agency_by_its_own_names_whatever_the_case_the_accents_and_the_form_of_unicode() -> None:
    for agency in api.agencies(on=NOW, below=""):
        for text in (agency.name, agency.name.upper(), unicodedata.normalize("NFD", agency.name), fold(agency.name)):
            part = one(text)
            assert part.candidates[0].agency == agency, text
            assert part.certain, text


def test_a_department_of_2023_is_named_for_sure_and_its_successor_holds_the_work_today() -> None:
    for old in ("H27.stttt", "H27.skhdt", "H27.snnptnt", "H27.stnmt", "H27.sgtvt", "TW-CP.btttt"):
        agency = api.agency(path=old)
        assert agency is not None
        part = one(agency.name)
        assert part.candidates[0].agency == agency
        assert part.candidates[0].how is Matched.FORMER
        assert part.agencies == api.successors(path=old, on=NOW).heirs
        assert part.agencies != (agency,)


def test_nobody_is_put_in_the_place_of_a_former_district() -> None:
    part = one("UBND thị xã Kỳ Anh")
    assert part.candidates[0].agency.path == "H27.449"
    assert part.candidates[0].divided
    assert not part.certain
    assert not part.agencies


def test_a_department_that_did_not_exist_yet_is_doubtful() -> None:
    part = one("Sở Nông nghiệp và Môi trường", THEN)
    assert part.candidates
    assert not part.certain
    assert one("Sở Nông nghiệp và Môi trường").certain


def test_a_group_has_the_members_of_its_day() -> None:
    then, now = one("Các sở, ban, ngành", THEN), one("Các sở, ban, ngành")
    assert then.group is not None
    assert now.group is not None
    paths = {a.path for a in then.group.members}
    assert {"H27.stttt", "H27.skhdt"} <= paths
    assert not {"H27.stttt", "H27.skhdt"} & {a.path for a in now.group.members}
    districts, later = one("UBND các huyện, thị xã, thành phố", THEN), one("UBND các huyện, thị xã, thành phố")
    assert districts.group is not None
    assert len(districts.group.members) == 13
    assert districts.certain
    assert not later.certain  # there are none any more


def test_all_committees_of_the_communes_are_members_of_their_group() -> None:
    part = one("các xã, phường")
    assert part.group is not None
    assert len(part.group.members) == 69


def test_it_cuts_a_list_where_names_end() -> None:
    for cell, expected in CELLS:
        reading = api.match(text=cell, on=NOW)
        found = [p.group.id if p.group else p.candidates[0].agency.path for p in reading.parts]
        assert found == expected, cell
        assert reading.certain, cell


def test_it_reads_a_line_that_was_broken_inside_a_name() -> None:
    assert [a.path for a in one("Ủy ban Mặt\ntrận Tổ quốc tỉnh").agencies] == ["H27.mttq"]


def test_it_says_who_leads_and_who_supports() -> None:
    reading = api.match(text="Sở KHCN chủ trì, phối hợp với Sở Tài chính, Công an tỉnh", on=NOW)
    assert [(p.candidates[0].agency.path, p.role) for p in reading.parts] == [
        ("H27.skhcn", Role.LEAD),
        ("H27.stc", Role.SUPPORT),
        ("H27.catinh", Role.SUPPORT),
    ]
    reading = api.match(text="UBND các huyện, thị xã, thành phố (Sở Y tế phối hợp)", on=THEN)
    assert [(p.kind, p.role) for p in reading.parts] == [
        (PartKind.GROUP, Role.NAMED),
        (PartKind.AGENCY, Role.SUPPORT),
    ]


def test_it_keeps_the_office_of_a_person_apart_from_the_agency() -> None:
    part = one("Giám đốc Sở Tài chính")
    assert (part.person, [a.path for a in part.agencies]) == ("giám đốc", ["H27.stc"])
    assert one("Chủ tịch UBND các xã, phường").kind is PartKind.GROUP


def test_it_is_not_confused_by_how_a_name_is_written() -> None:
    for text in WAYS:
        part = one(text)
        assert part.certain, text
        assert [a.path for a in part.agencies] == ["H27.skhcn"], text


def test_it_says_so_when_it_is_in_doubt() -> None:
    for text in DOUBTFUL:
        reading = api.match(text=text, on=NOW)
        assert not reading.certain, text
        assert not reading.agencies, text


def test_two_agencies_of_one_abbreviation_are_both_offered() -> None:
    assert {c.agency.path for c in one("Sở NV").candidates} == {"H27.snv", "H27.sngv"}


def test_a_slip_of_a_reading_machine_is_offered_and_not_taken() -> None:
    part = one("Sờ Tài chlnh")
    assert part.candidates[0].agency.path == "H27.stc"
    assert part.candidates[0].how is Matched.SIMILAR


def test_a_number_that_differs_is_another_commune_and_no_slip() -> None:
    assert not [c for c in one("xã Sơn Kim 3").candidates if c.agency.commune in {"18196", "18199"}]


def test_a_former_commune_leads_to_the_committee_that_governs_its_land() -> None:
    part = one("UBND thị trấn Thiên Cầm")
    assert part.candidates[0].how is Matched.FORMER_UNIT
    assert [a.path for a in part.agencies] == ["H27.18676"]


def test_a_place_with_another_tone_is_another_place() -> None:
    part = one("UBND xã Thạch Hạ")
    assert not part.certain
    assert len(part.candidates) > 1


def test_where_a_part_begins_is_told() -> None:
    reading = api.match(text="  - Sở Y tế ;  Sở Tư pháp", on=NOW)
    for part in reading.parts:
        assert reading.text[part.start : part.start + len(part.text)] == part.text


def test_a_whole_document_is_refused_with_the_remedy() -> None:
    for text in ("Sở Y tế; " * 1000, "x," * 130):
        with pytest.raises(Refusal, match="too long") as refused:
            api.match(text=text)
        assert refused.value.remedy


def test_all_committees_of_the_province_in_one_cell_are_read_in_a_moment() -> None:
    names = [a.name for a in api.agencies(on=NOW) if a.commune]
    reading = api.match(text=", ".join(names), on=NOW)
    assert [[a.name for a in part.agencies] for part in reading.parts] == [[name] for name in names]


def test_an_empty_cell_has_no_parts_and_is_not_certain() -> None:
    for text in ("", "  ", "–", ";;", "\u200b"):
        reading = api.match(text=text, on=NOW)
        assert not reading.agencies
        assert not reading.certain


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=80))
def test_any_text_gets_an_answer_whose_parts_stand_in_it(text: str) -> None:
    try:
        reading = api.match(text=text, on=NOW)
    except Refusal:
        return
    assert reading.text == clean_lines(text)
    for part in reading.parts:
        assert reading.text[part.start : part.start + len(part.text)] == part.text
        assert all(0 <= c.confidence <= 1 for c in part.candidates)
        assert part.certain or not part.agencies


NAMES = [text for names in TODAY.values() for text in names if "," not in text and "(" not in text and "&" not in text]


@settings(deadline=None, max_examples=60)
@given(
    chosen=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), joint=st.sampled_from([", ", "; ", " và ", "\n"])
)
def test_a_list_of_names_comes_back_as_these_names(chosen: list[str], joint: str) -> None:
    alone = [one(name).agencies for name in chosen]
    reading = api.match(text=joint.join(chosen), on=NOW)
    assert [part.agencies for part in reading.parts] == alone
