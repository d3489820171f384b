"""What is to be mended goes to the agency that owns it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from honglam.base.access import Viewer, covers
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import MendOrder, QualityRule
from honglam.engines.register.hooks import MENDERS, Mender
from honglam.engines.register.models import Failing, MeasuredRule
from honglam.engines.register.service.quality import rules
from honglam.engines.register.service.quality.setting import RIGHT

MOST = 5_000  # records of one agency in one order; the rest follow when these are right


def rule_of(register: Register, rule: str) -> QualityRule:
    """Return a rule by its id.

    Raises:
        Missing: there is none.
    """
    found = next((active.rule for active in rules.every(register) if active.rule.id == rule), None)
    if found is None:
        raise Missing(N_("There is no such rule."), remedy=N_("Look for it in the list of rules."))
    return found


def number_of(register: Register, rule: str) -> int | None:
    """Return the number of a rule; None while it has not been measured."""
    return MeasuredRule.objects.filter(register=register.id, rule=rule).values_list("id", flat=True).first()


def plan(register: Register, *, rule: str, chosen: Collection[UUID], viewer: Viewer) -> dict[str, list[UUID]]:
    """Return which records would go to which agency: the chosen ones, or all that fail, of those the right reaches.

    Raises:
        Missing: there is no such rule.
    """
    rule_of(register, rule)
    reach = viewer.reach(RIGHT)
    rows = Failing.objects.filter(rule=number_of(register, rule) or 0)
    rows = rows.filter(record__in=list(chosen)) if chosen else rows
    found: dict[str, list[UUID]] = defaultdict(list)
    for agency, record in rows.order_by("agency", "record").values_list("agency", "record").iterator():
        if len(found[agency]) < MOST and any(covers(path, agency) for path in reach):
            found[agency].append(record)
    return {agency: records for agency, records in found.items() if records}


@transaction.atomic
def send(
    register: Register, *, rule: str, chosen: Collection[UUID], viewer: Viewer, now: datetime
) -> tuple[tuple[str, str, int], ...]:
    """Give the records to their agencies; return agency, what it is followed by, and how many records.

    Raises:
        Missing: there is no such rule.
        Refusal: no pack that mends is installed, or nothing fails within the viewer's right.
    """
    mender = _mender()
    found, known = plan(register, rule=rule, chosen=chosen, viewer=viewer), rule_of(register, rule)
    if not found:
        raise Refusal(
            N_("No record that you may assign breaks this rule now."),
            remedy=N_("Look at the scorecard: perhaps they are right already, or belong to others."),
        )
    sent = []
    for agency, records in found.items():
        order = MendOrder(
            register=register.id,
            register_title=register.title,
            rule=rule,
            says=known.says,
            agency=agency,
            records=tuple(records),
        )
        code = mender.send(order, viewer, now)
        audit.record(
            verb="register.mend.sent",
            thing=f"register:{register.id}",
            agency=agency,
            after={"rule": rule, "records": len(records), "case": code},
        )
        sent.append((agency, code, len(records)))
    return tuple(sent)


def _mender() -> Mender:
    found = next(iter(MENDERS), None)
    if found is None:
        raise Refusal(N_("Nothing is installed that assigns work."), remedy=N_("Install the pack of data quality."))
    return found


def able() -> bool:
    """Tell whether anything mends."""
    return bool(len(MENDERS))


def address(code: str) -> str:
    """Return the page where an order is followed."""
    return _mender().address(code)


def still_failing(register: Register, *, rule: str, records: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these records still break a rule; none when the rule is no more."""
    number = number_of(register, rule)
    if number is None:
        return frozenset()
    return frozenset(Failing.objects.filter(rule=number, record__in=records).values_list("record", flat=True))
