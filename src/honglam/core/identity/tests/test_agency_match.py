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
from honglam.core.places.testing import load_places

NOW, THEN = date(2026, 11, 23), date(2023, 6, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    load_places()
    api.load_agencies()


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


# As printed in the plans of 2022–2026 (name → path of the agency).
TODAY = {
    "H27": ["Ủy ban nhân dân tỉnh Hà Tĩnh", "UBND tỉnh", "Uỷ ban nhân dân tỉnh"],
    "H27.vpub": ["Văn phòng UBND tỉnh", "VPUB", "VP UBND tỉnh", "VPUBT"],
    "H27.vpub.ttcbth": ["Trung tâm Công báo – Tin học tỉnh", "Trung tâm CB-TH", "TT CB-TH", "Trung tâm CB-TH tỉnh"],
    "H27.vpub.ttpvhcc": ["Trung tâm Phục vụ hành chính công tỉnh", "TT PVHCC"],
    "H27.ttthdl": ["Trung tâm Tích hợp dữ liệu tỉnh", "Trung tâm THDL tỉnh"],
    "H27.skhcn": ["Sở Khoa học và Công nghệ", "Sở KHCN"],
    "H27.snv": ["Sở Nội vụ", "SNV"],
    "H27.stc": ["Sở Tài chính", "STC"],
    "H27.snnmt": ["Sở Nông nghiệp và Môi trường", "Sở NNMT", "SNNMT"],
    "H27.snnmt.ttns": ["Trung tâm Nước sạch và Vệ sinh môi trường nông thôn"],
    "H27.snnmt.cckl": ["Chi cục Kiểm lâm"],
    "H27.snnmt.ttkn": ["Trung tâm khuyến nông và dịch vụ nông nghiệp"],
    "H27.sxd": ["Sở Xây dựng", "SXD"],
    "H27.sct": ["Sở Công Thương", "Sở Công thương", "SCT"],
    "H27.svhttdl": ["Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL", "SVHTTDL"],
    "H27.sgddt": ["Sở Giáo dục và Đào tạo", "Sở GDĐT", "SGDDT"],
    "H27.syt": ["Sở Y tế", "SYT"],
    "H27.stp": ["Sở Tư pháp"],
    "H27.sngv": ["Sở Ngoại vụ"],
    "H27.catinh": ["Công an tỉnh", "Công An tỉnh", "CATINH"],
    "H27.bqlkkt": [
        "Ban Quản lý Khu kinh tế tỉnh",
        "BQL Khu kinh tế tỉnh",
        "Ban Quản lý các Khu kinh tế tỉnh",
        "Ban quản lý Khu Kinh tế tỉnh",
        "BQLKKT",
    ],
    "H27.bqlkkt.bqlda": ["Ban quản lý Dự án đầu tư xây dựng khu vực khu kinh tế tỉnh"],
    "H27.vpntm": [
        "Văn phòng Điều phối thực hiện Chương trình MTQG xây dựng nông thôn mới tỉnh",
        "Văn phòng Điều phối nông thôn mới tỉnh",
        "Văn phòng điều phối NTM",
        "VPNTM tỉnh",
    ],
    "H27.thue": ["Cục Thuế tỉnh", "cơ quan Thuế"],
    "H27.nhnn": ["Ngân hàng Nhà nước Chi nhánh Hà Tĩnh"],
    "H27.bpttth": ["Báo và phát thanh, truyền hình Hà Tĩnh"],
    "H27.dhht": ["Trường Đại học Hà Tĩnh"],
    "H27.sgddt.ttgdtx": ["TTGDTX tỉnh"],
    "H27.hdnd": ["Hội đồng nhân dân tỉnh", "HĐND tỉnh", "TT HĐND tỉnh"],
    "H27.doiucsc": ["Đội ứng cứu sự cố an toàn thông tin mạng tỉnh", "Đội ứng cứu sự cố tỉnh"],
    "H27.tinhuy": [
        "Tỉnh ủy",
        "Ban Chấp hành Đảng bộ tỉnh",
        "Ban Thường vụ Tỉnh ủy",
        "TU",
        "BCH Đảng bộ tỉnh",
        "TT Tỉnh ủy",
    ],
    "H27.tinhuy.vp": ["Văn phòng Tỉnh ủy"],
    "H27.tinhuy.duubnd": ["Đảng ủy UBND tỉnh", "ĐU"],
    "H27.tinhuy.bcd": ["Ban Chỉ đạo phát triển KH, CN, ĐMST và CĐS tỉnh", "BCĐ", "Ban Chỉ đạo tỉnh"],
    "H27.bcdub": [
        "Ban Chỉ đạo của UBND tỉnh về phát triển KH, CN, ĐMST, CĐS và Đề án 06",
        "Ban Chỉ đạo của UBND tỉnh",
    ],
    "H27.tctda06": ["Tổ công tác, Tổ giúp việc Đề án 06", "Tổ Đề án 06"],
    "H27.vpcds": ["Văn phòng (Tổ công tác) Điều phối Chuyển đổi số cấp tỉnh"],
    "H27.mttq": [
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Hà Tĩnh",
        "MTTQ tỉnh",
        "Ủy ban Mặt trận Tổ quốc tỉnh",
        "UBMTTQ",
        "Ủy ban MTTQ Việt Nam tỉnh",
    ],
    "H27.tinhdoan": ["Tỉnh đoàn Hà Tĩnh", "Đoàn viên thanh niên"],
    "H27.vpub.hctc": ["Phòng Hành chính - Tổ chức"],
    "H27.vpub.qttv": ["Phòng Quản trị - Tài vụ"],
    "H27.vpntm.hcth": ["Phòng Hành chính – Tổng hợp"],
    "H27.vpntm.nv": ["Phòng Nghiệp vụ"],
    "H27.vpntm.tgv": ["Tổ giúp việc Ban Chỉ đạo"],
    "TW-BCT": ["Bộ Chính trị"],
    "TW-BCD": [
        "Ban Chỉ đạo Trung ương về phát triển KH, CN, ĐMST và CĐS",
        "BCĐTW",
        "Ban Chỉ đạo Trung ương",
    ],
    "TW-CP": ["Chính phủ", "CP"],
    "TW-CP.ttg": ["Thủ tướng Chính phủ", "TTg"],
    "TW-CP.bcd": ["Ban Chỉ đạo của Chính phủ", "BCĐCP"],
    "TW-CP.vpcp": ["Văn phòng Chính phủ", "VPCP"],
    "TW-CP.bkhcn": ["Bộ Khoa học và Công nghệ", "Bộ KHCN", "BKHCN"],
    "TW-CP.bca": ["Bộ Công an"],
    "TW-CP.bca.ttgs": ["Trung tâm Giám sát an toàn không gian mạng quốc gia (Bộ Công an)"],
    "TW-CP.bca.ttdlqg": ["Trung tâm dữ liệu quốc gia"],
    "TW-CP.bcy": ["Ban Cơ yếu Chính phủ"],
    "TW-CP.bcy.ccts": ["Cục chứng thực số và bảo mật thông tin"],
    "TW-CP.byt": ["Bộ Y tế", "BYT"],
    "TW-CP.bgddt": ["Bộ Giáo dục và Đào tạo"],
    "TW-CP.bhxh": ["Bảo hiểm xã hội Việt Nam", "BHXH Việt Nam"],
    "TW-CP.cqln": ["Cục quản lý nước"],
    "hue": ["thành phố Huế"],
    "viettel": ["Tập đoàn Công nghiệp viễn thông Quân đội (Viettel)"],
    "viettel.hatinh": ["chi nhánh Viettel Hà Tĩnh"],
    "vnpt": ["Tập đoàn Bưu chính, Viễn thông Việt Nam (VNPT)"],
    "vnpt.hatinh": ["VNPT Hà Tĩnh"],
    "mobifone": ["Tổng công ty Viễn thông MobiFone"],
    "mobifone.hatinh": ["Mobifone Hà Tĩnh"],
    "fpt": ["Tập đoàn FPT"],
    "tdhuongson": ["Công ty Cổ phần thủy điện Hương Sơn"],
    "tdhobon": ["Công ty Cổ phần thủy điện Hồ Bốn"],
    "bvdhyhn": ["Bệnh viện Đại học Y Hà Nội"],
    "bkav": ["BKAV"],
    "misa": ["MISA"],
    "tiktok": ["TikTok"],
    "shopee": ["Shopee"],
    "lazada": ["Lazada"],
    "tiki": ["Tiki"],
    "zalo": ["Zalo"],
    "facebook": ["Facebook"],
}
FORMER = {
    "H27.stttt": [
        "Sở Thông tin và Truyền thông",
        "Sở Thông tin & Truyền thông",
        "Sở TTTT",
        "Số Thông tin và Truyền thông",
    ],
    "H27.skhdt": ["Sở Kế hoạch và Đầu tư", "Sở KHĐT", "Sở KH&ĐT"],
    "H27.snnptnt": ["Sở Nông nghiệp và PTNT", "Sở NN&PTNT"],
    "H27.stnmt": ["Sở Tài nguyên và Môi trường", "Sở TNMT", "Sở TN&MT"],
    "H27.sgtvt": ["Sở Giao thông vận tải", "Sở GTVT"],
    "H27.sldtbxh": ["Sở LĐTBXH", "Sở LĐ-TB&XH"],
    "H27.daiptth": ["Đài PTTH tỉnh"],
    "H27.baoht": ["Báo Hà Tĩnh"],
    "H27.bcdcds": ["Ban Chỉ đạo Chuyển đổi số tỉnh", "BCD CDS tỉnh", "BCĐCĐS", "Ban Chỉ đạo Chính quyền số"],
    "H27.bcdcds.tbdvc": ["Tiểu ban phát triển dịch vụ công trực tuyến"],
    "H27.bcdcds.tbtt": ["Tiểu ban về thanh toán không dùng tiền mặt"],
    "H27.bcdcds.tbdn": ["Tiểu ban về CĐS trong doanh nghiệp"],
    "H27.bcdcds.tbxhs": ["Tiểu ban phát triển xã hội số"],
    "TW-CP.btttt": ["Bộ Thông tin và Truyền thông", "Bộ TTTT", "Bộ TT&TT", "BTTTT"],
    "TW-CP.btttt.cattt": ["Cục An toàn thông tin – Bộ TTTT", "CATTT"],
    "TW-CP.btnmt": ["Bộ Tài nguyên và Môi trường", "BTNMT"],
    "TW-CP.bgtvt": ["Bộ Giao thông vận tải", "Bộ GTVT"],
    "H27.436": ["UBND thành phố Hà Tĩnh", "TP Hà Tĩnh"],
    "H27.437": ["TX Hồng Lĩnh"],
    "H27.447": ["huyện Kỳ Anh"],
    "H27.449": ["UBND thị xã Kỳ Anh", "TX Kỳ Anh"],
    "H27.443": ["UBND huyện Can Lộc"],
    "H27.448": ["huyện Lộc Hà"],
}
GROUPS = {
    "Các sở, ban, ngành cấp tỉnh": "agencies+departments",
    "Các sở, ban, ngành": "agencies+departments",
    "Các sở, ngành, địa phương": "agencies+departments+localities",
    "Các cơ quan, đơn vị cấp tỉnh": "bodies",
    "các xã, phường": "communes",
    "UBND các xã, phường": "communes",
    "UBND các xã, phường (69)": "communes",
    "69 xã, phường": "communes",
    "xã phường thị trấn": "communes",
    "Các sở, ban, ngành và địa phương": "agencies+departments+localities",
    "Các địa phương": "localities",
    "Các cơ quan, đơn vị liên quan": "bodies+concerned",
    "các tổ chức chính trị - xã hội": "organisations",
    "Các tổ chức chính trị – xã hội cấp tỉnh": "organisations",
    "đoàn thể": "organisations",
    "các cơ quan Trung ương đóng trên địa bàn": "central",
    "CQTW": "central",
    "lực lượng vũ trang": "forces",
    "các trường THPT": "schools",
    "cơ sở giáo dục": "schools",
    "cơ sở khám chữa bệnh": "care",
    "các ngân hàng thương mại": "banks",
    "doanh nghiệp viễn thông": "enterprises",
    "hộ kinh doanh": "households",
    "Tổ công nghệ số cộng đồng": "teams",
    "Tô CDS cộng đồng": "teams",
    "các phòng, ban, trung tâm": "units",
    "04 khối cấp tỉnh, cấp xã: cơ quan Đảng, HĐND, Ủy ban nhân dân, Ủy ban Mặt trận Tổ quốc": "four-blocks",
}


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
    with pytest.raises(Refusal, match="too long") as refused:
        api.match(text="Sở Y tế, " * 1000)
    assert refused.value.remedy


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
