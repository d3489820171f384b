"""Quantified aims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honglam.packs.plan.reading import document

HEAD = "KẾ HOẠCH\nThử năm 2026\n\nI. MỤC TIÊU\n\n- "
TAIL = "\n\nII. NHIỆM VỤ\n\n- Làm."
Aim = tuple[str, str | None, str]


def aims(text: str) -> list[Aim]:
    return [
        (aim.value, aim.unit, aim.direction) for aim in document.read(f"{HEAD}{text}\n\nII. NHIỆM VỤ\n\n- Làm.").targets
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A đạt 70%, B đạt tối thiểu 75%.", [("70", "%", ">="), ("75", "%", ">=")]),
        ("100% xã, phường có cán bộ, công chức được học.", [("100", "%", ">=")]),
        ("Tỷ trọng trong GRDP đạt 15 - 20%.", [("15-20", "%", "range")]),
        ("Người có tốc độ trên 01 Gbps/s đạt 60%.", [("60", "%", ">=")]),
        ("90% dân số từ 15 tuổi trở lên có tài khoản.", [("90", "%", ">=")]),
        ("Tỷ lệ hồ sơ quá hạn dưới 1,5%.", [("1.5", "%", "<=")]),
        ("Đào tạo 1.250 người; mở 04 lớp.", [("1250", "người", ">="), ("4", "lớp", ">=")]),
        ("Doanh thu đạt 2.500 tỷ đồng.", [("2500", "tỷ đồng", ">=")]),
        ("Đến cuối năm 2026 đưa vào vận hành trung tâm.", [("2026-12-31", None, "<=")]),
        ("Phấn đấu quý III/2026 đưa vào vận hành trung tâm.", [("2026-09-30", None, "<=")]),
        ("Trước ngày 30/6/2026 hoàn thành việc nối mạng.", [("2026-06-30", None, "<=")]),
        ("Thuộc nhóm 10 tỉnh dẫn đầu.", [("10", "hạng", "<=")]),
        ("Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 trong năm 2026.", []),
        ("Phủ sóng 5G, dùng IPv6, vận hành 24/7 theo Đề án 06 giai đoạn 2026-2030.", []),
        (
            "Tỷ lệ nộp trực tuyến, tỷ lệ thanh toán trực tuyến đạt 80%, số hóa đạt 90%.",
            [("80", "%", ">="), ("90", "%", ">=")],
        ),
    ],
)
def test_each_clause_gives_its_aim(text: str, found: list[Aim]) -> None:
    assert aims(text) == found


def test_a_clause_is_given_in_its_own_words() -> None:
    text = "tỷ lệ hồ sơ nộp trực tuyến đạt 70%, thanh toán trực tuyến đạt tối thiểu 75%."
    found = [aim.text for aim in document.read(f"{HEAD}{text}{TAIL}").targets]
    assert found == ["tỷ lệ hồ sơ nộp trực tuyến đạt 70%", "thanh toán trực tuyến đạt tối thiểu 75%"]


def test_without_objectives_the_aims_stand_in_what_is_to_be_done() -> None:
    text = "KẾ HOẠCH\nThử\n\nI. NỘI DUNG\n\n- Nâng tỷ lệ số hóa lên 80%.\n- Họp giao ban.\n"
    assert [aim.value for aim in document.read(text).targets] == ["80"]


@given(st.integers(1, 100), st.integers(1, 100))
def test_any_two_shares_are_two_aims(first: int, second: int) -> None:
    assert aims(f"Việc thứ nhất đạt {first}%, việc sau đạt {second}%.") == [
        (str(first), "%", ">="),
        (str(second), "%", ">="),
    ]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # halves of characters never come out of a file
        return
    found = document.read(f"{HEAD}{text}")
    assert all(aim.value for aim in found.targets)
