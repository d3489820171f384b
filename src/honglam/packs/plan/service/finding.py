"""What was read becomes items of a review, each with the questions that a person must answer."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.packs.plan.contracts import Budget, ItemKind, Plan, Question, Span, Target, Task
from honglam.packs.plan.reading.head import NO_DAY, NO_NUMBER
from honglam.packs.plan.service.naming import Book, joined

_SURE = 0.8
_RECURRING = re.compile(r"thuong xuyen|hang nam|hang quy|hang thang|hang tuan|dinh ky|lien tuc")
_OPENING = 60  # letters by which a row is found in its table
_OF_HEAD = {NO_NUMBER: "number", NO_DAY: "date"}  # what the reader says of an input better than we would


@dataclass(slots=True)
class Finding:
    """An item before it is stored."""

    kind: ItemKind
    data: dict[str, Any]
    span: Span | None = None
    confidence: float = 1.0
    questions: list[Question] = field(default_factory=list)


def findings(found: Plan, book: Book) -> list[Finding]:
    """Return everything that was found, in the order in which it is asked and stands in the document."""
    head = _head(found, book)
    rest = sorted(
        (*_targets(found), *_tasks(found), *_sentences(found)), key=lambda each: each.span or (len(found.text), 0)
    )
    names = list(_names(rest, book))
    _place_doubts(found, [head, *rest], head)
    return [head, *names, *rest]


def recurring(deadline_text: str) -> bool:
    """Tell whether a printed deadline says that something is done again and again."""
    return bool(_RECURRING.search(fold(deadline_text)))


def last_day(printed: str | None) -> str:
    """Return an ISO day for what was read: of a month, its last."""
    if not printed or len(printed) > len("2026-08"):
        return printed or ""
    if len(printed) == len("2026"):
        return f"{printed}-12-31"
    year, month = (int(part) for part in printed.split("-"))
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()


def money_text(budget: Budget) -> str:
    """Return money as the form shows it: a line for each source."""
    if budget.by_source:
        return "\n".join(f"{source}: {_plain(amount)}" for source, amount in budget.by_source.items())
    return _plain(budget.total) if budget.total is not None else ""


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _head(found: Plan, book: Book) -> Finding:
    said = found.document
    asks = {
        "number": (said.number, N_("No number was found.")),
        "date": (said.date, N_("No day of issue was found.")),
        "year": (said.year, N_("It is not said for which year the plan is.")),
        "title": (said.title, N_("No title was found.")),
    }
    questions = [Question(name, message) for name, (value, message) in asks.items() if not value]
    responsible = _responsible(found, book)
    if not responsible:
        questions.append(Question("responsible", N_("Who answers for targets that name nobody?")))
    data = {
        "number": said.number or "",
        "date": last_day(said.date),
        "title": said.title or "",
        "issuer": said.issuer or "",
        "signer": said.signer or "",
        "year": said.year,
        "responsible": responsible,
    }
    return Finding(ItemKind.HEAD, data, span=(0, min(len(found.text), 1)), questions=questions)


def _responsible(found: Plan, book: Book) -> str:
    """Return to whom reports go: who follows the plan answers for targets that name nobody."""
    for duty in found.reporting:
        if duty.to and len(book.paths(duty.to)) == 1:
            return duty.to
    return ""


def _targets(found: Plan) -> Iterator[Finding]:
    for aim in found.targets:
        data = {
            "section": aim.section,
            "text": aim.text,
            "value": aim.value,
            "unit": aim.unit or "",
            "direction": aim.direction,
            "agency": "",
            "measure": "",
        }
        questions = _doubts_of(aim)
        yield Finding(ItemKind.TARGET, data, _span(found.text, aim.text, aim.span), aim.confidence, questions)


def _doubts_of(aim: Target) -> list[Question]:
    if aim.confidence >= _SURE:
        return []
    return [Question("value", N_("Is this a target, and is its value right?"))]


def _tasks(found: Plan) -> Iterator[Finding]:
    for task in found.tasks:
        span = _span(found.text, task.title, task.span)
        yield Finding(ItemKind.TASK, _row(task), span, task.confidence, list(_asked(task)))


def _row(task: Task) -> dict[str, Any]:
    plain = ("appendix", "group", "group_title", "no", "title", "objective", "result", "deadline_text", "notes")
    return {
        **{name: getattr(task, name) or "" for name in plain},
        "lead": joined(task.lead_agencies),
        "coordinating": joined(task.coordinating_agencies),
        "deadline": last_day(task.deadline),
        "recurring": recurring(task.deadline_text or ""),
        "budget": money_text(task.budget),
    }


def _asked(task: Task) -> Iterator[Question]:
    if not task.lead_agencies:
        yield Question("lead", N_("No agency leads this task."))
    if not task.deadline and not recurring(task.deadline_text or ""):
        yield Question("deadline", N_("No deadline was found. When is it to be done?"))
    if task.confidence < _SURE:
        yield Question("title", N_("This row could not be read with certainty."))


def _sentences(found: Plan) -> Iterator[Finding]:
    """Yield what stays as it is printed; only tasks and targets come alive."""
    for each in found.narrative_tasks:
        yield Finding(ItemKind.NARRATIVE, {"section": each.section, "text": each.text}, each.span)
    for duty in found.responsibilities:
        text = "\n".join(duty.items)
        yield Finding(
            ItemKind.DUTY,
            {"who": duty.agency, "text": text},
            _found(found.text, duty.items[0] if duty.items else duty.agency),
        )
    for report in found.reporting:
        data = {"who": report.who or "", "to": report.to or "", "when": report.when or "", "text": report.text}
        yield Finding(ItemKind.REPORTING, data, _found(found.text, report.text))
    for base in found.legal_bases:
        keys = ("number", "date", "issuer", "title")
        data = {key: getattr(base, key) or "" for key in keys}
        yield Finding(ItemKind.BASE, data, _found(found.text, base.number or base.title or ""))


def _names(items: list[Finding], book: Book) -> Iterator[Finding]:
    """Yield each name of which nobody can be certain, once, where it stands first."""
    seen: set[str] = set()
    for item in items:
        for column in ("lead", "coordinating"):
            for name in book.unknown(str(item.data.get(column, ""))) if item.kind is ItemKind.TASK else ():
                if name in seen:
                    continue
                seen.add(name)
                candidates = [{"path": agency.path, "name": agency.name} for agency in book.candidates(name)]
                data = {"text": name, "paths": [], "candidates": candidates}
                question = Question("paths", N_("Which agency is “%(name)s”?"), {"name": name})
                yield Finding(ItemKind.NAME, data, item.span, 0.5, [question])


def _place_doubts(found: Plan, items: list[Finding], head: Finding) -> None:
    """Put each warning of the reader to the item in which it lies; what lies nowhere belongs to the document."""
    for doubt in found.warnings:
        inside = (each for each in items[1:] if doubt.span and each.span and _meets(doubt.span, each.span))
        item = next(inside, head)
        if item.kind is ItemKind.TARGET and item.questions:
            continue  # the same doubt in other words
        params = {name: str(value) for name, value in doubt.params.items()}
        field = _OF_HEAD.get(doubt.message, "")
        item.questions[:] = [each for each in item.questions if not field or each.about != field]
        item.questions.append(Question(field, doubt.message, params))


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _span(text: str, wanted: str, within: Span) -> Span:
    """Return where something stands: its words within a wider span, or that span."""
    start = text.find(wanted[:_OPENING], max(0, within[0] - 5), within[1] + 5) if wanted else -1
    if start < 0:
        return (within[0], min(within[1], within[0] + 400))
    return (start, start + (len(wanted) if text.startswith(wanted, start) else _OPENING))


def _found(text: str, wanted: str) -> Span | None:
    start = text.find(wanted[:_OPENING]) if wanted else -1
    return (start, start + min(len(wanted), 400)) if start >= 0 else None
