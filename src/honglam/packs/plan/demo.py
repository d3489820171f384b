"""An invented plan for a demonstration: sent, read, answered and confirmed through the doors of people, then lived.

Its days are counted from the day of the first start, so that a board always has something late, due and done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from honglam.base import trace
from honglam.base.access import Grant, Kind, Viewer
from honglam.base.periods import Frequency, Period
from honglam.base.time import VIETNAM
from honglam.core.identity import api as identity
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import TaskState
from honglam.engines.indicator.api import definitions, values
from honglam.engines.indicator.contracts import Indicator, NewValue, Scope
from honglam.kit.measures import ScopeKind
from honglam.packs.plan import api
from honglam.packs.plan.contracts import PlanState
from honglam.packs.plan.contracts.money import NewMoney
from honglam.packs.plan.contracts.work import Task

MARK = "(kế hoạch mẫu, không có thật)"
_PROVINCE, _CONFIRMS = "H27", "Phạm Văn Thử (quantri)"
_DOCUMENT = Path(__file__).parent / "data" / "demo.md"
_AGO = 300  # days since the plan was issued
_DAYS = {"early": -190, "past": -60, "late": -21, "week": 5, "fortnight": 12, "later": 50, "end": 95}
_TAKEN: tuple[dict[str, Any], ...] = (
    {"decision": "take", "responsible": "Cán bộ mẫu"},
    {"steps": "Khảo sát, thực hiện, nghiệm thu (bước mẫu)"},
)


def _part(percent: int, said: str, obstacles: str = "", proposals: str = "") -> dict[str, Any]:
    more = {"obstacles": obstacles, "proposals": proposals}
    return {"percent": percent, "work": said, "next": "go_on"} | {name: text for name, text in more.items() if text}


_FINISHED = {"percent": 100, "work": "Đã làm xong (báo cáo mẫu)", "next": "finish"}
_DONE = (*_TAKEN, _FINISHED, {"outcome": "Kết quả mẫu"})
# What happened to a task, by its number in the document; the eighth was not accepted yet.
_WAYS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "1": (*_DONE, {"verdict": "close"}),
    "2": (*_DONE, {"verdict": "close"}),
    "3": (
        *_TAKEN,
        _part(55, "Đã số hóa hồ sơ từ năm 2022 (mẫu)", "Hồ sơ cũ rách, quét chậm", "Xin thêm hai máy quét khổ A0"),
    ),
    "4": (*_TAKEN, _part(70, "Đã thử ở ba trạm y tế (mẫu)")),
    "5": _DONE,
    "6": (*_TAKEN, _part(30, "Đã họp với các trường (mẫu)")),
    "7": _TAKEN[:1],
}
# Spent and disbursed, million đồng, by number.
_MONEY = {"1": ("60", "60"), "2": ("231.5", "231.5"), "3": ("1120", "860"), "4": ("610", "450"), "5": ("400", "0")}
# The quarters' figures by words of the target, from a year before the plan was issued.
_FIGURES: Mapping[str, tuple[int, ...]] = {
    "trực tuyến": (33, 40, 47, 54, 61, 68, 75, 82),
    "số hóa": (66, 68, 69, 70, 71, 72, 72, 72),
    "điểm hỗ trợ": (0, 2, 4, 9, 12, 27, 44, 58),
    "định danh": (62, 66, 70, 74, 78, 82, 86, 88),
    "an toàn": (2, 1, 0, 1, 1, 2, 4, 7),
}


@transaction.atomic
def fill(*, now: datetime) -> int:
    """Make the plan, all of it or nothing; return how many tasks it has, 0 when it is there already."""
    planner = next((key for key, name in identity.colleagues(agency=_PROVINCE, but=0) if name == _CONFIRMS), None)
    if planner is None or _known():
        return 0
    issued = localdate(now) - timedelta(days=_AGO)
    viewer, begun = identity.viewer(account_id=planner), _at(issued)
    with trace.bound(viewer=viewer):
        plan_id = _send(issued, localdate(now), viewer)
        api.importing.read(plan_id=plan_id, now=begun)
        _confirm(plan_id, viewer, begun)
        _write_money(plan_id, viewer, now)
    _enter_figures(plan_id, issued, now)
    tasks = api.work.listed(plan=plan_id, viewer=trace.SYSTEM, now=now)
    for task in tasks:
        _move(task, now)
    return len(tasks)


def _known() -> bool:
    """Tell whether an earlier start has made the plan."""
    return any(MARK in head.title for head in api.plans(viewer=None, states=tuple(PlanState)))


def _send(issued: date, today: date, viewer: Viewer) -> int:
    days = {name: f"{today + timedelta(days=days):%d/%m/%Y}" for name, days in _DAYS.items()}
    text = _DOCUMENT.read_text(encoding="utf-8")
    said = text.format(day=f"{issued:%d}", month=f"{issued:%m}", year=issued.year, **days)
    return api.importing.send(
        content=said.encode(), name="ke-hoach-mau.md", agency=_PROVINCE, viewer=viewer, now=_at(issued)
    )


def _confirm(plan_id: int, viewer: Viewer, now: datetime) -> None:
    """Keep what was found where a question is asked, and confirm."""
    for item in api.importing.review(plan_id=plan_id, viewer=viewer).items:
        if item.waits:
            said: dict[str, Any] = {"did": "accept", "data": item.data, "version": item.version}
            api.importing.answer(plan_id=plan_id, item_id=item.id, viewer=viewer, now=now, **said)
    api.importing.confirm(plan_id=plan_id, viewer=viewer, now=now)
    api.importing.make(plan_id=plan_id, now=now)


def _write_money(plan_id: int, viewer: Viewer, now: datetime) -> None:
    lines = api.money.sheet(plan_id=plan_id, viewer=viewer).lines
    entries = [
        NewMoney(id=line.id, spent=Decimal(_MONEY[line.no][0]), disbursed=Decimal(_MONEY[line.no][1]))
        for line in lines
        if line.no in _MONEY
    ]
    api.money.write(plan_id=plan_id, entries=entries, viewer=viewer, now=now)


def _enter_figures(plan_id: int, issued: date, now: datetime) -> None:
    """Give each target the quarters since a year before the plan: entered by one, verified and published by another."""
    codes = [line.code for line in api.plan(plan_id=plan_id, viewer=None).targets]
    targets = definitions.listed(codes=codes)
    for place, period in enumerate(_quarters(issued.replace(year=issued.year - 1, day=1), localdate(now))):
        at = min(_at(period.last + timedelta(days=8)), now)
        entries = [each for indicator in targets for each in _figure(indicator, period, place)]
        enters, checks = _officer("enter"), _officer("verify", "publish")
        with trace.bound(viewer=enters):
            kept = values.enter(values=entries, viewer=enters, now=at)
            ids = [each.id for each in kept]
            values.submit(ids=ids, viewer=enters, now=at)
        with trace.bound(viewer=checks):
            values.verify(ids=ids, viewer=checks, now=at)
            values.publish(ids=ids, viewer=checks, now=at)


def _quarters(first: date, today: date) -> Iterator[Period]:
    """Yield the quarters that are over, from that of a day."""
    period = Period.of(first, Frequency.QUARTER)
    while period.last < today:
        yield period
        period = period.next


def _figure(indicator: Indicator, period: Period, place: int) -> Iterator[NewValue]:
    numbers = next((known for words, known in _FIGURES.items() if words in indicator.title), ())
    if numbers and indicator.frequency is Frequency.QUARTER:
        number = Decimal(numbers[min(place, len(numbers) - 1)])
        scope = Scope(kind=ScopeKind.PROVINCE)
        yield NewValue(code=indicator.code, scope=scope, period=period, number=number, comment="Số liệu mẫu")


def _move(task: Task, now: datetime) -> None:
    """Let the agency of a task do its steps, one each few days, the last a little before its last day or today."""
    steps = _WAYS.get(task.number, ())
    last = min(_at(task.deadline) if task.deadline else now, now) - timedelta(days=1)
    for place, outcome in enumerate(steps):
        at = last - timedelta(days=6 * (len(steps) - 1 - place))
        officer = _officer("work")
        with trace.bound(viewer=officer):
            sheet = cases.sheet(code=task.code, viewer=officer, now=at)
            work = next(each for each in sheet.work if each.state is TaskState.OPEN)
            cases.complete(task_id=work.id, outcome=outcome, viewer=officer, now=at)


def _officer(*does: str) -> Viewer:
    """Return an invented officer: one who works, one who enters figures, another who verifies them."""
    names = ("case.work", "plan.work", "plan.verify") if does == ("work",) else tuple(f"indicator.{do}" for do in does)
    grants = frozenset(Grant(name, _PROVINCE) for name in (*names, "indicator.view"))
    return Viewer(f"demo-{does[0]}", f"Cán bộ mẫu ({does[0]})", Kind.OFFICER, _PROVINCE, grants, synthetic=True)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), VIETNAM)
