"""A plan at work, as the tests of the board need it: imported and confirmed through the doors, some tasks moved on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from honglam.base import trace
from honglam.base.access import Grant, Kind, Viewer
from honglam.base.time import VIETNAM
from honglam.core.identity.testing import make_officer
from honglam.core.jobs.testing import run_jobs
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import TaskState
from honglam.packs.plan import api
from honglam.packs.plan.contracts.work import Task

PLANNER = ("plan.view", "plan.import", "plan.confirm", "indicator.define")
NOW = datetime(2026, 12, 7, 8, tzinfo=VIETNAM)
SECRET = "Thiếu máy quét do nhà thầu bỏ việc"
PLAN = """UỶ BAN NHÂN DÂN TỈNH HÀ TĨNH

Số: 91/KH-UBND

Hà Tĩnh, ngày 12 tháng 01 năm 2026

# KẾ HOẠCH

**Chuyển đổi số thử năm 2026**

## I. MỤC TIÊU

### 1. Mục tiêu cụ thể

- Tỷ lệ hồ sơ trực tuyến đạt 70%.
- 40 kho dữ liệu được kết nối.

## II. NHIỆM VỤ

- Tuyên truyền về chuyển đổi số.

## III. TỔ CHỨC THỰC HIỆN

**1. Các sở, ban, ngành cấp tỉnh**

- Định kỳ, trước ngày 20 tháng cuối quý báo cáo kết quả về Sở Khoa học và Công nghệ để tổng hợp, báo cáo UBND tỉnh.

CHỦ TỊCH

Nguyễn Văn Thử

**PHỤ LỤC**

**NHIỆM VỤ NĂM 2026**

Đơn vị tính: triệu đồng

| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn | Kết quả | Kinh phí |
|---|---|---|---|---|---|---|
| 1 | Số hóa hồ sơ đất đai | Sở Xây dựng | Sở Nội vụ | 30/11/2026 | Hồ sơ | 120 |
| 2 | Kết nối kho dữ liệu | Sở Xây dựng | Sở Tài chính | 31/12/2026 | Kho | 900 |
| 3 | Đào tạo cán bộ y tế | Sở Y tế | Sở Nội vụ | 15/12/2026 | Lớp học | 30 |
| 4 | Ban hành quy chế | Sở Nội vụ | Sở Tài chính | 20/12/2026 | Quyết định | |
"""


def living() -> int:
    """Import and confirm the plan, let three agencies work on theirs, and return its number."""
    made = make_officer("hoach", agency="H27", role="planner")
    rights = frozenset(
        Grant(right, "H27") for right in ("plan.view", "plan.import", "plan.confirm", "indicator.define")
    )
    planner = Viewer(str(made.pk), made.full_name, Kind.OFFICER, "H27", rights)
    with trace.bound(viewer=planner):
        send = {"content": PLAN.encode(), "name": "ke-hoach.md", "agency": "H27"}
        plan = api.importing.send(**send, viewer=planner, now=NOW)
        run_jobs()
        for item in api.importing.review(plan_id=plan, viewer=planner).items:
            if item.state == "asked" or item.questions:
                said = {"did": "accept", "data": item.data, "version": item.version}
                api.importing.answer(plan_id=plan, item_id=item.id, viewer=planner, now=NOW, **said)
        api.importing.confirm(plan_id=plan, viewer=planner, now=NOW)
        run_jobs()
    for task in api.work.listed(plan=plan, viewer=Viewer("system", "x", Kind.SYSTEM), now=NOW):
        _move(task)
    return plan


def _move(task: Task) -> None:
    if task.title.startswith("Số hóa"):
        said = {"percent": 40, "work": "Đã khảo sát", "obstacles": SECRET, "proposals": "Chọn nhà thầu khác"}
        steps: tuple[dict[str, Any], ...] = (said | {"next": "go_on"},)
    elif task.title.startswith("Đào"):
        steps = ({"percent": 100, "work": "Đã mở lớp", "next": "finish"}, {"outcome": "Hai lớp"}, {"verdict": "close"})
    else:
        return
    for outcome in ({"decision": "take"}, {"steps": "Khảo sát, làm, kiểm tra"}, *steps):
        _do(task.code, outcome)


def _do(code: str, outcome: dict[str, Any]) -> None:
    rights = frozenset(Grant(right, "H27") for right in ("case.work", "plan.work", "plan.verify"))
    officer = Viewer("demo", "Cán bộ mẫu", Kind.OFFICER, "H27", rights)
    with trace.bound(viewer=officer):
        sheet = cases.sheet(code=code, viewer=officer, now=NOW)
        work = next(each for each in sheet.work if each.state is TaskState.OPEN)
        cases.complete(task_id=work.id, outcome=outcome, viewer=officer, now=NOW)
