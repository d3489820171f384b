"""Entering figures: drafts that may be changed until they are submitted; each change on the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Invalid, Refusal
from honglam.base.text import clean_lines
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.engines.indicator import models
from honglam.engines.indicator.contracts import Indicator, NewValue, Outcome, State, Value
from honglam.engines.indicator.service import evidence, judging, known, rows, scopes
from honglam.engines.indicator.service.superseding import Cell, cell_of
from honglam.kit.access import require

ENTER = "indicator.enter"
MOST = 5_000  # figures at once
_COMMENT = 2_000


def enter(*, values: Sequence[NewValue], viewer: Viewer, now: datetime, source: str = "manual") -> tuple[Value, ...]:
    """Keep figures as drafts, all or none."""
    with transaction.atomic():
        found = enter_each(values=values, viewer=viewer, now=now, source=source)
        refused = [(number, each.refusal) for number, each in enumerate(found) if each.refusal is not None]
        if len(refused) == 1 == len(values):
            raise refused[0][1]
        if refused:
            raise Invalid([_placed(refusal, number) for number, refusal in refused])
    return tuple(each.value for each in found if each.value is not None)


@transaction.atomic
def enter_each(
    *, values: Sequence[NewValue], viewer: Viewer, now: datetime, source: str = "manual", dry: bool = False
) -> tuple[Outcome, ...]:
    """Keep those figures that can be kept as drafts and say of each what became of it.

    Args:
        values: the figures.
        viewer: who enters them.
        now: the moment.
        source: `manual` or `import`.
        dry: only say what would become of each; a figure that could be kept is given as it would stand.
    """
    if len(values) > MOST:
        raise Refusal(
            N_("At most %(most)s figures are taken at once."), remedy=N_("Send them in parts."), params={"most": MOST}
        )
    definitions = known.indicators({each.code for each in values})
    _one_at_a_time(definitions)
    stand = _standing(values)
    outcomes, acts, seen = [], list[Act](), set[Cell]()
    for entry in values:
        try:
            row = _prepared(entry, definitions, viewer, now, seen)
            kept, act = _placed_in(row, entry, stand.get(cell_of(row)), viewer)
            if act is not None and not dry:
                kept.source = source
                acts.append(_written(kept, entry, act, viewer, now))
            outcomes.append(Outcome(rows.value(kept), id=kept.pk or 0, same=act is None))
        except Refusal as refusal:
            outcomes.append(Outcome(None, refusal))
    _note(acts, viewer)
    return tuple(outcomes)


@dataclass(slots=True)
class _Stand:
    """What stands at a figure before another is entered: its newest version."""

    row: models.Value

    @property
    def open(self) -> bool:
        return self.row.state in models.OPEN


def _one_at_a_time(codes: Iterable[str]) -> None:
    """Wait until nobody else enters figures of these indicators, so that what is read here stays true."""
    with connection.cursor() as cursor:  # in one order, so that two who enter the same never wait for each other
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM ("
            "SELECT hashtextextended(code, 36) AS key FROM unnest(%s::text[]) AS code ORDER BY 1) AS keys",
            [sorted(codes)],
        )


def _standing(values: Sequence[NewValue]) -> dict[Cell, _Stand]:
    """Return the newest version of each figure, and hold it."""
    found = (
        models.Value.objects.filter(
            code__in={each.code for each in values},
            first__in={each.period.first for each in values},
            scope__in={each.scope.key for each in values},
        )
        .order_by("version")
        .select_for_update(of=("self",))
    )
    return {cell_of(row): _Stand(row) for row in found}


def _prepared(
    entry: NewValue, definitions: Mapping[str, Indicator], viewer: Viewer, now: datetime, seen: set[Cell]
) -> models.Value:
    """Return the version that an entry asks for, looked at and not kept."""
    indicator = definitions.get(entry.code)
    if indicator is None:
        raise known.unknown(entry.code)
    agency = scopes.giver(indicator, entry.scope)
    require(viewer, ENTER, agency)
    judging.check(indicator, entry, localdate(now))
    row = models.Value(
        **rows.cell(entry.code, entry.scope, entry.period),
        agency=agency,
        version=1,
        number=entry.number,
        state=State.DRAFT.value,
        comment=_comment(entry.comment),
        evidence=[str(each) for each in entry.evidence],
        as_of=entry.as_of,
        author=viewer.id,
        author_name=viewer.name,
        recorded_at=now,
    )
    if cell_of(row) in seen:
        raise Refusal(
            N_("This figure stands twice in what was sent."), field="number", remedy=N_("Leave one of them out.")
        )
    seen.add(cell_of(row))
    return row


def _placed_in(
    row: models.Value, entry: NewValue, stand: _Stand | None, viewer: Viewer
) -> tuple[models.Value, str | None]:
    """Return the version that is to be kept, and the verb for the ledger; None when nothing changes."""
    if stand is None:
        if entry.seen:
            raise Conflict(N_("The figure that stood here is gone."), remedy=N_("Load the page again."))
        return row, "indicator.value.entered"
    was = stand.row
    if _same(was, row) and was.state != State.RETURNED:
        return was, None
    if stand.open and was.state != State.DRAFT:
        raise Conflict(
            N_("%(name)s has submitted a figure here; it waits for who verifies it."),
            field="number",
            remedy=N_("Ask them to give it back if it is wrong."),
            params={"name": was.author_name or was.author},
        )
    mine = viewer.id in was.hands
    if entry.seen != f"{was.version}.{was.revision}" and (entry.seen is not None or (stand.open and not mine)):
        raise Conflict(
            N_("%(name)s has meanwhile entered %(number)s here; what you typed was not kept."),
            field="number",
            remedy=N_("Compare the two, and enter yours again if it is right."),
            params={"name": was.author_name or was.author, "number": _said(was)},
        )
    if stand.open:
        return _rewritten(was, row), "indicator.value.changed"
    row.version = was.version + 1
    return row, "indicator.value.entered"


def _same(was: models.Value, row: models.Value) -> bool:
    new_files = set(row.evidence) - set(was.evidence)
    return (was.number, was.comment, was.as_of) == (row.number, row.comment, row.as_of) and not new_files


def _rewritten(was: models.Value, row: models.Value) -> models.Value:
    """Return the draft with what is new; files that stand beside it stay."""
    was.former = _facts(was)  # type: ignore[attr-defined]  # for the ledger only
    was.number, was.comment, was.as_of, was.recorded_at = row.number, row.comment, row.as_of, row.recorded_at
    was.author, was.author_name = row.author, row.author_name
    was.evidence = list(dict.fromkeys([*was.evidence, *row.evidence]))
    was.revision += 1
    return was


def _written(row: models.Value, entry: NewValue, verb: str, viewer: Viewer, now: datetime) -> Act:
    behalf = viewer.behalf(ENTER, row.agency)
    row.hands = list(dict.fromkeys([*row.hands, viewer.id, *([behalf] if behalf else [])]))
    # A file that is gone takes only its own figure back.
    with transaction.atomic() if entry.evidence else nullcontext():
        row.save()
        evidence.adopt(row.pk, entry.evidence, row.agency, viewer, now)
    before = getattr(row, "former", None)
    return Act(verb, f"indicator-value:{row.pk}", row.agency, before=before, after=_facts(row))


def _note(acts: Sequence[Act], viewer: Viewer) -> None:
    """Write on the ledger, each agency's by itself: for whom somebody acts may differ between them."""
    for agency in dict.fromkeys(act.agency for act in acts):
        require(viewer, ENTER, agency)
        audit.note(acts=[act for act in acts if act.agency == agency])


def _facts(row: models.Value) -> dict[str, Any]:
    return {
        "code": row.code,
        "scope": f"{row.scope_kind}:{row.scope}",
        "first": row.first,
        "frequency": row.frequency,
        "number": rows.plain(row.number),
        "comment": row.comment,
        "evidence": len(row.evidence),
    }


def _comment(text: str) -> str:
    said = clean_lines(text).strip()
    if len(said) > _COMMENT:
        raise Refusal(N_("This is too long: at most %(most)s letters."), field="comment", params={"most": _COMMENT})
    return said


def _said(row: models.Value) -> str:
    number = rows.plain(row.number)
    return "–" if number is None else f"{number:f}".replace(".", ",")


def _placed(refusal: Refusal, number: int) -> Refusal:
    refusal.field = f"{number}.{refusal.field or 'number'}"
    return refusal
