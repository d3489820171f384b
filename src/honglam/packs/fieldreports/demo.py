"""Sixty invented reports for a demonstration, in all states, marked as such; made through the doors that people use."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from honglam.base.access import ANONYMOUS, Grant, Kind, Viewer
from honglam.base.trace import SYSTEM
from honglam.core.files import api as files
from honglam.core.files.contracts import Box, Owner
from honglam.core.places import api as places
from honglam.core.places.contracts import Unit
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import TaskState
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import PHOTOS, Sender, Written

COUNT = 60
_PROVINCE = "H27"
_HOME = "18562"  # the commune of the demonstration's officer: a third of the reports lie there
_RIGHTS = ("case.work", *(f"fieldreports.{verb}" for verb in ("verify", "assign", "handle", "approve")))
_LATE = frozenset([0, 10, 12, 20])  # long ago enough for nine days at each step: past their time limit
_PLATE = Box(0.72, 0.6, 0.18, 0.11)  # where `_picture` draws a number plate
_SEEN = {
    "road": "Ổ gà sâu giữa làn đường, xe máy phải lách sang trái",
    "lighting": "Đèn đường tắt ba cột liền nhau đã mấy tối",
    "rubbish": "Rác dồn ở góc chợ, chưa có xe tới lấy",
    "flooding": "Cống tắc, mưa nhỏ là nước tràn vào nhà",
    "trees": "Cành cây khô treo trên lối đi của học sinh",
    "signs": "Biển báo rẽ bị cành lá che khuất",
    "water": "Ống nước rò dưới vỉa hè từ hôm qua",
    "construction": "Cát đá đổ chắn hết vỉa hè",
}
# What happened to a report after it came: the steps that were done, in order.
_DONE: tuple[dict[str, Any], ...] = (
    {"verdict": "accept", "urgency": "normal"},
    {"decision": "done", "answer": "Đã cử người tới sửa xong trong ngày, hiện trường đã sạch và an toàn."},
    {"approval": "yes"},
    {"public": "yes", "public_text": ""},
)
_WAYS: tuple[tuple[dict[str, Any], ...], ...] = (
    _DONE,
    _DONE,
    _DONE,
    _DONE[:3],
    _DONE[:2],
    (_DONE[0], {"decision": "take"}),
    ({"verdict": "accept", "urgency": "urgent"},),
    ({"verdict": "ask", "words": "Xin cho biết chỗ này gần số nhà nào?"},),
    ({"verdict": "reject", "reason": "untrue", "words": "Đã kiểm tra tại chỗ, đèn đang sáng bình thường."},),
    (),
)


def fill(*, now: datetime) -> int:
    """Make the reports that are not there yet and return how many were made."""
    units = {unit.code: unit for unit in places.communes()}
    if not units:
        return 0
    codes = sorted(units)
    made = 0
    for number in range(COUNT):
        unit = units.get(_HOME if number % 3 == 0 else codes[(number * 7) % len(codes)], units[codes[0]])
        # The oldest first; the newest are of today, so that some are in time and some are late.
        made += _one(number, unit, now - timedelta(hours=int(1.2 * (COUNT - number) ** 1.8) + 1), now)
    return made


def _one(number: int, unit: Unit, at: datetime, now: datetime) -> bool:
    key = str(uuid5(NAMESPACE_URL, f"honglam:fieldreports:demo:{number}"))
    if api.handling.known(key=key):
        return False
    topic = tuple(_SEEN)[number % len(_SEEN)]
    report = Written(
        key=key,
        topic=topic,
        text=f"{_SEEN[topic]} (phản ánh mẫu số {number + 1})",
        lon=unit.lon + (number % 5 - 2) * 0.0021,
        lat=unit.lat + (number % 7 - 3) * 0.0017,
        channel="app" if number % 2 else "web",
    )
    sender = Sender(Viewer(name="Người dân mẫu", synthetic=True), {}, f"192.0.2.{number}")
    code = api.submit(written=report, sender=sender, now=at)
    photographed = number % 4 == 3 or number % len(_WAYS) == 0
    if photographed:
        _photograph(code, number, at)
    last = at
    for last, outcome in zip(_moments(number, at, now), _WAYS[number % len(_WAYS)], strict=False):
        if photographed and outcome.get("decision") == "done":
            _photograph_after(code, number, last)
        if outcome.get("public") == "yes":
            _look_through(code, last)
        _step(code, outcome, last)
    if number % len(_WAYS) < 2:
        stars = (5, 4, 4, 3, 5, 2)[number % 6]
        cases.public.rate(code=code, stars=stars, text="", again=False, held=True, viewer=ANONYMOUS, now=last)
    return True


def _photograph(code: str, number: int, at: datetime) -> None:
    """Add a drawing, by the installation: the invented reporter has no account that could."""
    owner, source = Owner("case.case", code), _picture(number)
    agency = api.procedure().fallback
    files.store(
        source=source, name="mau.jpg", owner=owner, agency=agency, viewer=SYSTEM, now=at, use=PHOTOS, label="before"
    )


def _photograph_after(code: str, number: int, at: datetime) -> None:
    """Add how it is now, by who repaired it."""
    officer = _officer(_PROVINCE)
    source, taken = _picture(number, mended=True), {"at": at.isoformat()}
    api.handling.add_after(code=code, name="sau.jpg", source=io.BytesIO(source), taken=taken, viewer=officer, now=at)


def _look_through(code: str, at: datetime) -> None:
    """Let an officer hide what nobody else may see: without that, no picture is published."""
    officer = _officer(_PROVINCE)
    for shot in api.handling.handled(code=code, viewer=officer, now=at).shots:
        api.handling.hide(code=code, file_id=shot.file, boxes=(_PLATE,), viewer=officer, now=at)


def _moments(number: int, at: datetime, now: datetime) -> Iterator[datetime]:
    """Yield when the steps were done: some quickly, some days later, some of the oldest too late."""
    slow = number in _LATE
    while True:
        at = min(at + (timedelta(days=9) if slow else timedelta(hours=5 + at.day % 4 * 9)), now)
        yield at


def _step(code: str, outcome: dict[str, Any], at: datetime) -> None:
    sheet = cases.sheet(code=code, viewer=_officer(_PROVINCE), now=at)
    work = next(each for each in sheet.work if each.state is TaskState.OPEN)
    cases.complete(task_id=work.id, outcome=outcome, viewer=_officer(work.agency), now=at)


def _officer(agency: str) -> Viewer:
    grants = frozenset(Grant(right, agency) for right in _RIGHTS)
    return Viewer("demo-officer", "Cán bộ mẫu", Kind.OFFICER, agency, grants, synthetic=True)


def _picture(number: int, *, mended: bool = False) -> bytes:
    """Return a drawing of a road with a hole, or mended: plainly no photograph."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  (only a demonstration draws)

    made = Image.new("RGB", (640, 480), ((120 + number * 13) % 200, 170, 190))
    draw = ImageDraw.Draw(made)
    draw.polygon([(220, 200), (420, 200), (640, 480), (0, 480)], fill=(90, 94, 100))
    fill = (104, 108, 114) if mended else (48, 44, 40)
    draw.ellipse([250 + number % 5 * 20, 330, 370 + number % 5 * 20, 380], fill=fill)
    draw.rectangle([470, 300, 560, 330], fill=(238, 238, 230))
    draw.text((478, 304), "38-X1 000", fill="black", font_size=16)  # a number plate, which is hidden before all see it
    draw.text((16, 16), "MAU / SAMPLE", fill="white", font_size=28)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80)
    return out.getvalue()
