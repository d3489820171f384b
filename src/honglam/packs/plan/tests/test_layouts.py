"""What scanners, web pages and word processors make of a plan's layout."""

from __future__ import annotations

import pytest

from honglam.packs.plan.contracts import Plan, Task
from honglam.packs.plan.reading import document, sources

HEAD = "KẾ HOẠCH\nThử năm 2026\n\nI. MỤC TIÊU\n\n- Tỷ lệ đạt 80%.\n\nII. NHIỆM VỤ\n\n- Làm.\n\n"


def read(text: str) -> Plan:
    return document.read(sources.text_of(text.encode(), "plan.txt")[0])


def only(text: str) -> Task:
    (task,) = read(text).tasks
    return task


def test_a_table_drawn_with_spaces_keeps_its_columns_and_its_wrapped_cells() -> None:
    task = only(
        f"{HEAD}PHỤ LỤC\n"
        "TT   Nhiệm vụ               Chủ trì            Thời gian\n"
        "I    HẠ TẦNG SỐ\n\n"
        "1    Xây dựng nền tảng      Sở Khoa học        Quý I/2026\n"
        "     dữ liệu dùng chung     và Công nghệ\n"
    )
    assert (task.no, task.title) == ("1", "Xây dựng nền tảng dữ liệu dùng chung")
    assert (task.lead_agencies, task.deadline) == (("Sở Khoa học và Công nghệ",), "2026-03-31")
    assert (task.group, task.group_title) == ("I", "HẠ TẦNG SỐ")


def test_an_appendix_that_is_a_list_gives_tasks_with_what_is_said_below_them() -> None:
    task = only(
        f"{HEAD}PHỤ LỤC NHIỆM VỤ\n\nI. XÃ HỘI SỐ\n\n1. Lắp đặt camera an ninh\n- Cơ quan chủ trì: Công an phường\n"
        "- Cơ quan phối hợp: Các tổ dân phố; VNPT Hà Tĩnh\n- Thời gian hoàn thành: Quý II/2026\n"
    )
    assert (task.title, task.group_title) == ("Lắp đặt camera an ninh", "XÃ HỘI SỐ")
    assert task.lead_agencies == ("Công an phường",)
    assert task.coordinating_agencies == ("Các tổ dân phố", "VNPT Hà Tĩnh")
    assert task.deadline == "2026-06-30"


@pytest.mark.parametrize(
    ("printed", "deadline"),
    [
        ("Quý III", "2026-09-30"),
        ("Tháng 5", "2026-05"),
        ("Trước 15/6", "2026-06-15"),
        ("6 tháng cuối năm", "2026-12-31"),
        ("Tháng 8-11", "2026-11"),
        ("Quý III+IV/2026", "2026-12-31"),
        ("Quý 2/2026", "2026-06-30"),
        ("T7/2026", "2026-07"),
        ("2026-2027", "2027"),
        ("Thường xuyên", None),
        ("Tháng 12 hằng năm", None),
        ("Hằng quý", None),
    ],
)
def test_a_deadline_is_read_as_it_is_printed(printed: str, deadline: str | None) -> None:
    table = f"PHỤ LỤC\nTT\tNhiệm vụ\tChủ trì\tThời gian\n1\tLàm A\tSở Y tế\t{printed}\n"
    task = only(f"{HEAD}{table}")
    assert (task.deadline, task.deadline_text) == (deadline, printed)


def test_a_deadline_without_a_year_is_said_and_less_sure() -> None:
    plan = read(f"{HEAD}PHỤ LỤC\nTT\tNhiệm vụ\tChủ trì\tThời gian\n1\tLàm A\tSở Y tế\tQuý III\n")
    assert [doubt.params["text"] for doubt in plan.warnings if "year" in doubt.params] == ["Quý III"]
    assert plan.tasks[0].confidence < 1


def test_of_a_beginning_and_an_end_the_end_is_the_deadline() -> None:
    table = "PHỤ LỤC\nTT\tNhiệm vụ\tChủ trì\tBắt đầu\tHoàn thành\n1\tLàm A\tSở Y tế\t3/2026\t10/2026\n"
    assert only(f"{HEAD}{table}").deadline == "2026-10"


def test_the_letter_o_in_a_figure_is_a_nought_and_in_a_word_it_is_not() -> None:
    text = HEAD.replace("80%", "8O%").replace("Làm.", "Tuyên truyền sản phẩm OCOP.")
    plan = read(text)
    assert [aim.value for aim in plan.targets] == ["80"]
    assert plan.narrative_tasks[0].text == "Tuyên truyền sản phẩm OCOP."


def test_items_that_a_web_page_has_run_into_one_line_come_apart() -> None:
    bases = " ".join(
        f"- Quyết định số {n}/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ phê duyệt Chương trình;"
        for n in range(1, 9)
    )
    plan = read(f"I. CĂN CỨ {bases} II. MỤC TIÊU 1. Mục tiêu chung Đổi mới. - Tỷ lệ đạt 70%; - Có 3 mô hình.\n")
    assert [base.number for base in plan.legal_bases] == [f"{n}/QĐ-TTg" for n in range(1, 9)]
    assert [aim.value for aim in plan.targets] == ["70", "3"]


def test_sections_below_a_part_keep_what_the_part_is_about() -> None:
    plan = read(
        "Phần thứ hai\nNHIỆM VỤ\nI. THỂ CHẾ\n1. Ban hành quy chế.\n2. Rà soát văn bản.\nII. HẠ TẦNG\n- Nâng cấp.\n"
    )
    assert [each.text for each in plan.narrative_tasks] == ["Ban hành quy chế.", "Rà soát văn bản.", "Nâng cấp."]


@pytest.mark.parametrize(
    "number",
    ["30c/NQ-CP", "136/2001/QĐ.TTg", "2231/SNV-CCHC&PC", "19/2012/TTLT-BTC-BKH&ĐT-BTTTT", "57-NQ/TW", "05-QĐ/BCĐTW"],
)
def test_numbers_of_acts_are_read_in_all_their_forms(number: str) -> None:
    text = f"KẾ HOẠCH\nThử\n\nCăn cứ Quyết định số {number.replace('Đ', 'Ð')} ngày 01/02/2020;\n\nI. MỤC TIÊU\n"
    assert [base.number for base in read(text).legal_bases] == [number]


def test_in_a_text_that_is_no_plan_nothing_is_found() -> None:
    plan = read("Bao giờ cũng thế, cứ rượu xong là hắn chửi. Năm 1940, hắn 27 tuổi.\n" * 50)
    assert (plan.targets, plan.tasks, plan.narrative_tasks) == ((), (), ())


def test_a_table_of_results_gives_its_figures_as_of_the_day_in_its_head() -> None:
    text = (
        "TT\tChỉ tiêu\tĐơn vị tính\tKế hoạch năm 2026\tKết quả đến 30/9/2026\n1\tTỷ lệ hồ sơ trực tuyến\t%\t70\t66,8\n"
    )
    (figure,) = document.read_results(text).values
    assert (figure.text, figure.value, figure.unit, figure.as_of) == (
        "Tỷ lệ hồ sơ trực tuyến",
        "66.8",
        "%",
        "2026-09-30",
    )


INDICATORS = (
    "KẾ HOẠCH\nThử năm 2026\n\nI. MỤC TIÊU\n\n{head}\n"
    "1\tTỷ lệ hồ sơ trực tuyến\t%\t66,8\t≥ 85\tVăn phòng\n2\tLượt người được tập huấn\tlượt\t900\t1.500\tĐoàn xã\n"
    "3\tTỷ lệ hồ sơ trễ hạn\t%\t2\t< 1,5\tVăn phòng\n\nII. NHIỆM VỤ\n\n- Làm.\n"
)


@pytest.mark.parametrize(
    "head",
    [
        "TT\tChỉ tiêu\tĐơn vị\tNăm 2025\tMục tiêu 2026\tBộ phận phụ trách",
        "STT\tNội dung chỉ tiêu\tĐVT\tThực hiện năm 2025\tNăm 2026\tCơ quan chủ trì",
    ],
)
def test_the_rows_of_a_table_of_indicators_are_targets_and_no_tasks(head: str) -> None:
    plan = read(INDICATORS.format(head=head))
    assert [(aim.value, aim.unit, aim.direction) for aim in plan.targets] == [
        ("85", "%", ">="),
        ("1500", "lượt", ">="),
        ("1.5", "%", "<="),
    ]
    assert plan.tasks == ()


def test_a_table_with_a_cell_a_line_keeps_its_columns_where_cells_are_empty_or_wrapped() -> None:
    lines = (
        "TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "I", "Hạ tầng số",
        "1", "Nâng cấp mạng", "đến cấp xã", "Sở Khoa học và Công nghệ", "Quý I/2026", "", "7", "",
        "2", "Diễn tập", "Công an tỉnh", "Sở Y tế", "30/6/2026",
    )  # fmt: skip
    first, second = read(f"{HEAD}PHỤ LỤC\n" + "\n".join(lines)).tasks
    assert (first.no, first.title, first.group_title) == ("1", "Nâng cấp mạng đến cấp xã", "Hạ tầng số")
    assert (first.lead_agencies, first.coordinating_agencies) == (("Sở Khoa học và Công nghệ",), ())
    assert (first.deadline, second.deadline) == ("2026-03-31", "2026-06-30")
    assert second.coordinating_agencies == ("Sở Y tế",)


def test_cells_that_only_two_spaces_part_keep_their_order() -> None:
    rows = "".join(f"{n}  Việc {'dài ' * 12 * n}thứ {n}  Sở Y tế  Các bệnh viện  Quý I/2026\n" for n in (1, 2, 3, 4))
    tasks = read(
        f"{HEAD}PHỤ LỤC\nTT  Nhiệm vụ  Chủ trì  Phối hợp  Thời gian\n{rows}5  Việc năm  Sở Y tế  Quý II/2026\n"
    ).tasks
    assert [task.lead_agencies for task in tasks] == [("Sở Y tế",)] * 5
    assert tasks[4].coordinating_agencies == ()
    assert tasks[4].deadline == "2026-06-30"


def test_a_line_that_only_says_who_leads_is_no_task() -> None:
    plan = read(HEAD.replace("- Làm.", "- Làm.\nCơ quan chủ trì: Văn phòng Sở; thời gian: Quý II/2026."))
    assert [each.text for each in plan.narrative_tasks] == ["Làm."]


def test_numbers_with_a_dash_are_no_ranges() -> None:
    plan = read(
        HEAD.replace(
            "- Tỷ lệ đạt 80%.", "1- Chất lượng dữ liệu đạt 95%.\n2- 100% hồ sơ được số hóa.\n3- Từ 15-20% người dân."
        )
    )
    assert [aim.value for aim in plan.targets] == ["95", "100", "15-20"]
