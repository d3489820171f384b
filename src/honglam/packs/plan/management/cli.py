"""`honglam plan …`: read a plan on the command line, without the database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.packs.plan import api
from honglam.packs.plan.contracts import Doubt, Plan, Results, Task

_DONE = 0
_HEAD = ("number", "date", "title", "issuer", "signer", "year")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `honglam plan`."""
    plan = subparsers.add_parser("plan", help=_("read plan documents"))
    commands = plan.add_subparsers(required=True, metavar=_("COMMAND"))
    read = commands.add_parser("import", help=_("show what a plan says; nothing is stored yet"))
    read.add_argument("file", type=Path, help=_("DOCX, PDF, HTML, Markdown or text"))
    read.add_argument("--json", action="store_true", help=_("answer as JSON"))
    read.set_defaults(run=_import, without_database=True)
    results = commands.add_parser("results", help=_("show the figures of a document that tells results"))
    results.add_argument("file", type=Path, help=_("DOCX, PDF, HTML, Markdown or text"))
    results.add_argument("--json", action="store_true", help=_("answer as JSON"))
    results.set_defaults(run=_results, without_database=True)


def _import(chosen: argparse.Namespace) -> int:
    found = api.read_plan(content=_content(chosen.file), name=chosen.file.name)
    sys.stdout.write(f"{_as_json(_published(found))}\n" if chosen.json else _as_text(found))
    return _DONE


def _results(chosen: argparse.Namespace) -> int:
    found = api.read_results(content=_content(chosen.file), name=chosen.file.name)
    if chosen.json:
        sys.stdout.write(f"{_as_json(_published_results(found))}\n")
    else:
        sys.stdout.writelines(
            f"{each.as_of or '?'}\t{each.value} {each.unit or ''}\t{each.text}\n" for each in found.values
        )
    return _DONE


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(
            N_("The file %(file)s cannot be read: %(reason)s."),
            remedy=N_("Check its name and whether you may read it."),
            params={"file": file, "reason": error.strerror},
        ) from None


def _as_text(plan: Plan) -> str:
    head = plan.document
    counts = _("%(targets)s targets, %(tasks)s tasks in tables, %(more)s in the text, %(bases)s legal bases.") % {
        "targets": len(plan.targets),
        "tasks": len(plan.tasks),
        "more": len(plan.narrative_tasks),
        "bases": len(plan.legal_bases),
    }
    lines = [head.title or _("(no title)"), " · ".join(filter(None, (head.number, head.date, head.issuer))), counts]
    lines += [f"! {_(doubt.message) % doubt.params}" for doubt in plan.warnings]
    return "".join(f"{line}\n" for line in lines if line)


def _as_json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1, default=_number)


def _number(value: object) -> float | int:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


def _published(plan: Plan) -> dict[str, Any]:
    """Return the published form: the same keys in the same order, whatever was found."""
    head = plan.document
    return {
        "document": {key: getattr(head, key) for key in _HEAD},
        "legal_bases": [
            {key: getattr(base, key) for key in ("number", "date", "issuer", "title")} for base in plan.legal_bases
        ],
        "targets": [
            {key: getattr(aim, key) for key in ("section", "text", "value", "unit", "direction")}
            for aim in plan.targets
        ],
        "tasks": [_task(task) for task in plan.tasks],
        "narrative_tasks": [{"section": each.section, "text": each.text} for each in plan.narrative_tasks],
        "responsibilities": [{"agency": each.agency, "items": list(each.items)} for each in plan.responsibilities],
        "reporting": [{key: getattr(each, key) for key in ("who", "to", "when", "text")} for each in plan.reporting],
        "warnings": _doubts(plan.warnings),
    }


def _published_results(found: Results) -> dict[str, Any]:
    keys = ("section", "text", "value", "unit", "whole", "as_of")
    return {
        "document": {key: getattr(found.document, key) for key in _HEAD},
        "values": [{key: getattr(each, key) for key in keys} for each in found.values],
        "warnings": _doubts(found.warnings),
    }


def _doubts(doubts: tuple[Doubt, ...]) -> list[dict[str, Any]]:
    return [{"span": doubt.span and list(doubt.span), "message": _(doubt.message) % doubt.params} for doubt in doubts]


def _task(task: Task) -> dict[str, Any]:
    first = ("appendix", "group", "group_title", "no", "title", "objective", "result")
    return {
        **{key: getattr(task, key) for key in first},
        "lead_agencies": list(task.lead_agencies),
        "coordinating_agencies": list(task.coordinating_agencies),
        "deadline": task.deadline,
        "deadline_text": task.deadline_text,
        "budget_million_vnd": {"total": task.budget.total, "by_source": task.budget.by_source},
        "notes": task.notes,
    }
