"""Rows of appendix tables."""

from __future__ import annotations

from honglam.packs.plan.contracts import Task
from honglam.packs.plan.reading import document

HEAD = "STT\tTên nhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn"


def tasks(*rows: str, head: str = HEAD, before: str = "") -> list[Task]:
    lines = "\n".join(rows)
    return list(document.read(f"KẾ HOẠCH\nThử\n\nPHỤ LỤC II\nDanh mục\n{before}\n{head}\n{lines}\n").tasks)


def test_a_row_that_a_page_has_cut_is_one_task() -> None:
    [found] = tasks(
        "1\tXây dựng kho dữ liệu dùng\tSở Mẫu\tCác sở, ban, ngành\t31/12/2026", "", "\tchung của tỉnh\t\tcấp tỉnh\t"
    )
    assert found.title == "Xây dựng kho dữ liệu dùng chung của tỉnh"
    assert found.coordinating_agencies == ("Các sở, ban, ngành cấp tỉnh",)
    assert (found.appendix, found.no, found.deadline) == ("II", "1", "2026-12-31")


def test_groups_are_told_from_tasks_and_two_with_one_number_are_warned_of() -> None:
    text = "I\tTHỂ CHẾ\t\t\t\n1\tA\tSở Mẫu\t\t2026\nII Hạ tầng\t\t\t\t\n1\tB\tSở Mẫu\t\t2026\n"
    text += "II\tDữ liệu\t\t\t\n1\tC\tSở Mẫu\t\t2026"
    found = document.read(f"KẾ HOẠCH\nThử\n\nPHỤ LỤC\n{HEAD}\n{text}\n")
    assert [(task.group, task.group_title, task.title) for task in found.tasks] == [
        ("I", "THỂ CHẾ", "A"),
        ("II", "Hạ tầng", "B"),
        ("II", "Dữ liệu", "C"),
    ]
    assert [doubt.params["number"] for doubt in found.warnings] == ["II"]


def test_agencies_are_parted_where_a_name_begins_and_nowhere_else() -> None:
    cell = "Sở Văn hóa, Thể thao và Du lịch; Công an tỉnh, Văn phòng UBND tỉnh và Sở Nội vụ"
    [found] = tasks(f"1\tA\t{cell}\tCác sở, ban, ngành cấp tỉnh; các xã, phường\t")
    assert found.lead_agencies == (
        "Sở Văn hóa, Thể thao và Du lịch",
        "Công an tỉnh",
        "Văn phòng UBND tỉnh",
        "Sở Nội vụ",
    )
    assert found.coordinating_agencies == ("Các sở, ban, ngành cấp tỉnh", "các xã, phường")


def test_what_a_tool_left_of_html_is_taken_out_of_cells() -> None:
    [found] = tasks('1\t<p>Xây dựng <b>cổng</b></p>\tSở Mẫu\t\t<ul style="x"><li>Tháng 8/2026</li></ul>')
    assert (found.title, found.deadline, found.deadline_text) == ("Xây dựng cổng", "2026-08", "Tháng 8/2026")


def test_rules_repeated_heads_and_sums_are_no_tasks() -> None:
    rows = (
        "(1)\t(2)\t(3)\t(4)\t(5)",
        "1\tA\tSở Mẫu\t\t2026",
        HEAD,
        "2\tB\tSở Mẫu\t\t2026",
        "---\t---\t---\t---\t---",
        "\tTổng cộng\t\t\t",
    )
    assert [task.title for task in tasks(*rows)] == ["A", "B"]


def test_a_sub_row_keeps_its_own_number() -> None:
    found = tasks("3\tHội nghị\tVăn phòng\t\t31/12/2026", "\t3.1. Tại tỉnh\t\t\t", "\t3.2. Tại xã\t\t\t")
    assert [(task.no, task.title) for task in found] == [("3", "Hội nghị"), ("3.1", "Tại tỉnh"), ("3.2", "Tại xã")]


def test_money_is_in_million_whatever_the_table_counts_in() -> None:
    head = "TT\tNội dung\tCơ quan thực hiện\tKinh phí (tỷ đồng)"
    [first, second] = tasks("1\tA\tSở Mẫu\t1,5", "2\tB\tSở Mẫu\tTheo dự toán", head=head)
    assert first.budget.total == 1500
    assert second.budget.total is None


def test_a_table_over_two_blocks_without_a_second_head_goes_on() -> None:
    text = f"KẾ HOẠCH\nThử\n\nPHỤ LỤC I\n{HEAD}\n1\tA\tSở Mẫu\t\t2026\n\n12\n\n2\tB\tSở Mẫu\t\t2026\n"
    assert [task.title for task in document.read(text).tasks] == ["A", "B"]
