"""The door of quality: scores, rules, rows that fail, what is to be mended, doubles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from honglam.base.access import Viewer
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Card, QualityRule, Score, Trial
from honglam.engines.register.models import Failing, MeasuredRule
from honglam.engines.register.service import checking_names, current, listing, measuring, reach
from honglam.engines.register.service.quality import (
    mending,
    running,
    setting,
    trying,
)
from honglam.engines.register.service.quality import (
    rules as rules_,
)
from honglam.engines.register.service.quality import (
    scores as scores_,
)
from honglam.engines.register.service.shaping import model_of
from honglam.kit import tables


def card(*, register: str, viewer: Viewer, now: datetime) -> Card:
    """Return the scorecard of the records that the viewer reaches.

    Raises:
        Missing: there is no such register.
        Forbidden: the viewer may see no records of it.
    """
    known, seen = _open(register, viewer)
    return scores_.card(known, seen.reach(known.access.view), now)


def scores(*, register: str, viewer: Viewer, now: datetime, on: date | None = None) -> Score | None:
    """Return the score of what the viewer reaches: of now, or as it was written on a day. Raises as `card`."""
    found = card(register=register, viewer=viewer, now=now)
    return found.score if on is None else dict(found.trend).get(on)


def score_of(*, register: str, now: datetime) -> Score | None:
    """Return the score of all of a register, for the catalogue; None while it has not been measured."""
    known = current.definition(register)
    found = scores_.card(known, scores_.EVERYWHERE, now).score
    return found if found.rows else None


def scores_by(*, register: str, kind: str, last: date, now: datetime) -> Mapping[str, Score]:
    """Return the scores of a register as they stood at the end of a day, by scope: `province`, `agency` or `commune`.

    A day that is not over yet is as it stands now; one of which nothing was written has no scores.
    """
    return scores_.by_scope(current.definition(register), kind=kind, last=last, now=now)


def scores_of_all(*, now: datetime) -> Mapping[str, Score]:
    """Return the score of every register that has records, by id."""
    found = {register.id: score_of(register=register.id, now=now) for register in current.listed()}
    return {register: score for register, score in found.items() if score is not None}


def rules(*, register: str, viewer: Viewer) -> tuple[QualityRule, ...]:
    """Return all rules with the number of records that break each, of those the viewer reaches. Raises as `card`."""
    known, seen = _open(register, viewer)
    numbers = dict(MeasuredRule.objects.filter(register=register).values_list("id", "rule"))
    rows = Failing.objects.filter(scores_.within(seen.reach(known.access.view)), rule__in=numbers)
    failing = {numbers[row["rule"]]: row["n"] for row in rows.values("rule").annotate(n=Count("record"))}
    return tuple(replace(active.rule, failing=failing.get(active.rule.id, 0)) for active in rules_.every(known))


def rule(*, register: str, rule: str, viewer: Viewer) -> QualityRule:
    """Return one rule. Raises as `card`; Missing when there is no such rule."""
    known, _seen = _open(register, viewer)
    return mending.rule_of(known, rule)


def failing_table(*, register: str, viewer: Viewer) -> tables.Table:
    """Return the list in which rows that fail are shown: that of the register. Raises as `card`."""
    known, seen = _open(register, viewer)
    return listing.table_of(known, seen)


def failing(*, register: str, rule: str, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the records that break a rule. Raises as `rule`."""
    known, seen = _open(register, viewer)
    mending.rule_of(known, rule)
    number = mending.number_of(known, rule) or 0
    rows = model_of(known)._default_manager.filter(  # noqa: SLF001  (Django's public habit)
        pk__in=Failing.objects.filter(rule=number).values("record")
    )
    return tables.answer(rows, listing.table_of(known, seen), query, seen)


def try_rule(*, register: str, says: str, viewer: Viewer, now: datetime) -> Trial:
    """Try a sentence on a thousand records. Raises as `card`; NotUnderstood when it is no rule."""
    known, seen = _open(register, viewer)
    return trying.attempt(says, known, viewer=seen, now=now)


def suggestions(*, register: str, viewer: Viewer) -> tuple[str, ...]:
    """Return sentences that would be understood of a register. Raises as `card`."""
    from honglam.engines.register.service.quality import parsing  # noqa: PLC0415  (its grammar is read when rules are set)

    return parsing.suggestions(_open(register, viewer)[0])


def may_set(*, register: str, viewer: Viewer) -> bool:
    """Tell whether the viewer may set rules of a register."""
    known = current.definition(register)
    return viewer.may(setting.RIGHT, known.owner or None)


def set_rule(  # noqa: PLR0913  (what a rule is)
    *, register: str, says: str, dimension: str = "", severity: str = "error", viewer: Viewer, now: datetime
) -> str:
    """Keep a sentence as a rule, and measure all records by it soon; return its id.

    Raises:
        NotUnderstood: it is no rule.
        Forbidden: the viewer may not set rules of this register.
    """
    known = current.definition(register)
    return setting.set_rule(known, says=says, dimension=dimension, severity=severity, viewer=viewer, now=now)


def switch_rule(*, register: str, rule: str, on: bool, viewer: Viewer, now: datetime) -> None:
    """Put a rule out of force or into force. Raises as `set_rule`; Missing when there is no such rule."""
    setting.switch_rule(current.definition(register), rule=rule, on=on, viewer=viewer, now=now)


def may_mend(*, viewer: Viewer) -> bool:
    """Tell whether the viewer may assign records to be mended, and something is there that takes them."""
    return mending.able() and viewer.may(setting.RIGHT)


def plan_mending(*, register: str, rule: str, chosen: Collection[UUID], viewer: Viewer) -> Mapping[str, Sequence[UUID]]:
    """Return which records would go to which agency: the chosen ones, or all that fail. Raises as `rule`."""
    known, _seen = _open(register, viewer)
    return mending.plan(known, rule=rule, chosen=chosen, viewer=viewer)


def mend(
    *, register: str, rule: str, chosen: Collection[UUID], viewer: Viewer, now: datetime
) -> tuple[tuple[str, str, int], ...]:
    """Give records to the agencies that own them; return agency, what it is followed by, and how many.

    Raises:
        Refusal: nothing fails there within the viewer's right, or nothing is installed that takes work.
    """
    known, _seen = _open(register, viewer)
    return mending.send(known, rule=rule, chosen=chosen, viewer=viewer, now=now)


def address(*, code: str) -> str:
    """Return the page where an order of mending is followed."""
    return mending.address(code)


def still_failing(*, register: str, rule: str, records: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these records still break a rule; none when the rule is no more."""
    return mending.still_failing(current.definition(register), rule=rule, records=records)


def labels(*, register: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return how people call records; what is personal in it is masked."""
    return checking_names.labels(current.definition(register), ids)


def used(*, register: str, consumer: str, now: datetime) -> None:
    """Note that a system or an agency other than the owner took records: it makes a register count as used."""
    measuring.used(register, consumer, now)


def measure(*, register: str, now: datetime) -> int:
    """Measure all records of a register and return how many there are. Missing when there is no such register."""
    return running.measure(current.definition(register), now)


def move(*, now: datetime) -> int:
    """Measure the records that were written, in all registers, and return how many."""
    return running.move(now)


def measure_nightly(*, now: datetime) -> None:
    """Measure every register and write how it stands today."""
    running.measure_nightly(now)


def _open(register: str, viewer: Viewer) -> tuple[Register, Viewer]:
    known = current.definition(register)
    return known, reach.see(known, viewer)
