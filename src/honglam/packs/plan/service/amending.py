"""An amendment: its lines beside those that count, and what its confirmation does to them; history is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.text import fold
from honglam.kit.access import require
from honglam.packs.plan import models
from honglam.packs.plan.contracts import ChangeKind, ItemKind, ItemState, PlanChange
from honglam.packs.plan.service import changing, checking, importing, keeping, making, measuring, reviewing
from honglam.packs.plan.service.naming import Book

_SAME = 0.75  # of the letters of two lines without their figures
_TARGET = ("text", "value", "unit", "direction")
_TASK = ("title", "objective", "result", "deadline", "deadline_text", "notes")
Line = models.TargetLine | models.TaskLine


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of the plan, the finding of the amendment that means it, and what is different."""

    kind: ChangeKind
    what: str
    line: Line | None
    item: models.Item | None
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def title(self) -> str:
        """What the line is called."""
        if isinstance(self.line, models.TaskLine):
            return self.line.title
        if isinstance(self.line, models.TargetLine):
            return self.line.text
        return str(self.after.get("title") or self.after.get("text") or "")


def differences(*, plan_id: int, viewer: Viewer, now: datetime) -> tuple[PlanChange, ...]:
    """Return what an amendment would do to the plan that it changes, line by line."""
    row = keeping.row(plan_id, viewer)
    require(viewer, importing.IMPORT, row.agency)
    if row.amends is None:
        return ()
    version = row.amends.version + 1
    return tuple(_told(each, row, version, now) for each in found(row))


def found(amendment: models.Plan) -> list[Difference]:
    """Return the differences between an amendment and the lines that count."""
    plan, book = amendment.amends, reviewing.book_of(amendment)
    if plan is None:
        return []
    items = amendment.items.exclude(state=ItemState.REJECTED).order_by("place", "pk")
    head = next(item for item in items if item.kind == ItemKind.HEAD)
    whole = bool(head.data.get("whole"))
    sides: tuple[tuple[str, list[Line]], ...] = (
        ("target", list(plan.targets.filter(removed_at=None))),
        ("task", list(plan.tasks.filter(removed_at=None).prefetch_related("assigned", "money"))),
    )
    made: list[Difference] = []
    for what, lines in sides:
        made += _side(what, lines, [item for item in items if item.kind == what], book, whole=whole)
    return made


def apply(*, amendment: models.Plan, viewer: Viewer, now: datetime) -> int:
    """Carry an amendment out in one transaction and return the plan's new version."""
    with transaction.atomic():
        plan = models.Plan.objects.select_for_update().defer("text").get(pk=amendment.amends_id or 0)
        changes = found(amendment)
        book = reviewing.book_of(amendment)
        plan.version += 1
        for each in changes:
            line = _carry_out(each, plan, book, viewer, now)
            told = _told(each, amendment, plan.version, now)
            models.Change.objects.create(
                plan=plan,
                amendment=amendment,
                version=told.version,
                kind=told.kind,
                what=told.what,
                line=line.pk,
                title=told.title,
                before=told.before,
                after=told.after,
                at=now,
            )
        plan.save(update_fields=["version"])
    return plan.version


def _side(what: str, lines: list[Line], items: list[models.Item], book: Book, *, whole: bool) -> Iterator[Difference]:
    left = list(lines)
    for item in items:
        line = _meant(what, left, item)
        after = _facts_of(item, book)
        if line is None:
            yield Difference(ChangeKind.ADDED, what, None, item, {}, after)
            continue
        left.remove(line)
        before = _facts(line)
        changed = {name for name in after if after[name] != before.get(name)}
        if changed:
            yield Difference(
                ChangeKind.CHANGED,
                what,
                line,
                item,
                {name: before.get(name, "") for name in sorted(changed)},
                {name: after[name] for name in sorted(changed)},
            )
    if whole:
        yield from (Difference(ChangeKind.REMOVED, what, line, None, _facts(line), {}) for line in left)


def _meant(what: str, lines: list[Line], item: models.Item) -> Line | None:
    """Return the line that a finding means: the one most like it, its figures aside."""
    wanted = _words(str(item.data["text" if what == "target" else "title"]))
    scored = [(SequenceMatcher(None, wanted, _words(_title(line)), autojunk=False).ratio(), line) for line in lines]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _SAME else None


def _words(text: str) -> str:
    return " ".join(word for word in fold(text).split() if not any(sign.isdigit() for sign in word))


def _title(line: Line) -> str:
    return line.title if isinstance(line, models.TaskLine) else line.text


def _facts(line: Line) -> dict[str, Any]:
    if isinstance(line, models.TargetLine):
        return {name: getattr(line, name) for name in _TARGET}
    facts = {name: getattr(line, name) or "" for name in _TASK}
    facts["deadline"] = line.deadline.isoformat() if line.deadline else ""
    facts["lead"] = "; ".join(sorted(each.agency for each in line.assigned.all()))
    facts["budget"] = _money({each.source: each.planned for each in line.money.all()})
    return facts


def _facts_of(item: models.Item, book: Book) -> dict[str, Any]:
    if item.kind == ItemKind.TARGET:
        return {name: item.data[name] for name in _TARGET}
    facts = {name: item.data[name] for name in _TASK}
    facts["lead"] = "; ".join(sorted(book.paths(item.data["lead"])))
    facts["budget"] = _money(checking.money(item.data["budget"]))
    return facts


def _money(sources: dict[str, Any]) -> str:
    said = ((name, f"{amount.normalize():f}") for name, amount in sorted(sources.items()))
    return "; ".join(f"{name}: {amount}" if name else amount for name, amount in said)


def _told(each: Difference, amendment: models.Plan, version: int, now: datetime) -> PlanChange:
    return PlanChange(
        amendment=amendment.pk,
        version=version,
        kind=each.kind,
        what=each.what,
        title=each.title,
        before=each.before,
        after=each.after,
        at=now,
    )


def _carry_out(each: Difference, plan: models.Plan, book: Book, viewer: Viewer, now: datetime) -> Line:
    if each.kind is ChangeKind.REMOVED and each.line is not None:
        each.line.removed_at = now
        each.line.save(update_fields=["removed_at"])
        if isinstance(each.line, models.TargetLine):
            measuring.end(line=each.line, plan=plan, viewer=viewer, now=now)
        else:
            codes = each.line.assigned.values_list("case", flat=True)
            changing.withdraw(codes=codes, reason=f"{plan} v{plan.version}", now=now)
        return each.line
    if each.item is None:
        raise ValueError("only what is removed has no finding")
    if each.line is None:
        return lines_of(plan, each.item, book)
    if isinstance(each.line, models.TargetLine):
        return _change_target(each.line, each.item)
    had = set(each.line.assigned.values_list("case", flat=True))
    line = _change_task(each.line, each.item, book)
    lost = had - set(line.assigned.values_list("case", flat=True))
    changing.withdraw(codes=lost, reason=str(each.item.plan), now=now)
    changing.line(changed=line, reason=str(each.item.plan), now=now)  # open cases get the new title and last day
    return line


def lines_of(plan: models.Plan, item: models.Item, book: Book) -> Line:
    """Make the line of a finding that is new in a plan."""
    if item.kind == ItemKind.TASK:
        return making.task_line(plan, item, book)
    taken = set(plan.targets.values_list("code", flat=True))
    return making.target_line(plan, item, book, making.answers(plan), taken)


def _change_target(line: models.TargetLine, item: models.Item) -> models.TargetLine:
    for name in _TARGET:
        setattr(line, name, item.data[name])
    line.save(update_fields=list(_TARGET))
    return line


def _change_task(line: models.TaskLine, item: models.Item, book: Book) -> models.TaskLine:
    """Change a task; agencies that lead it no more lose it, and what was spent stays with its source."""
    data = item.data
    for name in ("title", "objective", "result", "deadline_text", "notes", "recurring"):
        setattr(line, name, data[name])
    line.deadline = date.fromisoformat(data["deadline"]) if data["deadline"] else None
    line.coordinating = list(book.paths(data["coordinating"]))
    line.save()
    leads = book.paths(data["lead"])
    line.assigned.exclude(agency__in=leads).delete()
    for path in leads:
        line.assigned.get_or_create(agency=path)
    planned = checking.money(data["budget"])
    line.money.exclude(source__in=planned).filter(spent=0, disbursed=0).delete()
    for source, amount in planned.items():
        line.money.update_or_create(source=source, defaults={"planned": amount})
    return line
