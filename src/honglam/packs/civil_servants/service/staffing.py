"""What leaders ask of the register: how many there are, who leaves when, what expires, how complete it is."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from honglam.base.access import Viewer
from honglam.base.time import VIETNAM
from honglam.engines.register.api import definitions, records, tallies
from honglam.kit.access import require
from honglam.packs.civil_servants.contracts import REGISTER, VIEW, Expiring, Incomplete, Leaving, Staff
from honglam.packs.civil_servants.service import annexing, retiring

_YEARS = 10
_SOON = timedelta(days=183)
_WORST = 10
_SERVING = ["working", "leave", "seconded"]


def staff(*, viewer: Viewer, now: datetime) -> Staff:
    """Return the figures of the records that the viewer reaches."""
    require(viewer, VIEW)
    today = now.astimezone(VIETNAM).date()
    register, serving = definitions.find(register=REGISTER), {"state__in": _SERVING}
    words = {code.code: code.title for code in register.field("kind").codes}
    kinds = tallies.tally(register=REGISTER, by=["kind"], where=serving, viewer=viewer)
    men, women, overdue = _forecast(today, viewer)
    compared = annexing.comparison()
    asked = [pair.field for pair in compared.pairs] if compared else [each.name for each in register.fields]
    whole = tallies.completeness(register=REGISTER, fields=asked, viewer=viewer, worst=_WORST)
    names = records.labels(register=REGISTER, ids=[key for key, _agency, _filled in whole.worst])
    return Staff(
        kinds=tuple((words.get(each.values[0], str(each.values[0])), each.number) for each in kinds),
        total=sum(each.number for each in kinds),
        leaving=tuple(Leaving(year=y, men=men[y], women=women[y]) for y in range(today.year, today.year + _YEARS)),
        overdue=overdue,
        ages_verified=retiring.ages().verified,
        expiring=_expiring(today, viewer),
        asked=compared.total if compared else len(asked),
        mean=whole.mean,
        incomplete=tuple(Incomplete(record=k, name=names.get(k, ""), filled=n) for k, _agency, n in whole.worst),
    )


def _forecast(today: date, viewer: Viewer) -> tuple[Counter[int], Counter[int], int]:
    """Return by year how many men and women reach the age, and how many serve who have passed it."""
    table, men, women, overdue = retiring.ages(), Counter[int](), Counter[int](), 0
    by = ["gender", "birth_date.year", "birth_date.month"]
    for each in tallies.tally(register=REGISTER, by=by, where={"state__in": _SERVING}, viewer=viewer):
        gender, year, month = each.values
        if year is None:
            continue
        day = retiring.leaves(year=year, month=month, woman=gender == "female", table=table)
        if day <= today:
            overdue += each.number
        else:
            (women if gender == "female" else men)[day.year] += each.number
    return men, women, overdue


def _expiring(today: date, viewer: Viewer) -> tuple[Expiring, ...]:
    found = tallies.due(
        register=REGISTER, group="training", field="valid_until", since=today, until=today + _SOON, viewer=viewer
    )
    return tuple(
        Expiring(
            record=each.record,
            name=each.label,
            certificate=str(each.item.get("certificate") or each.item.get("subject") or ""),
            until=each.day,
        )
        for each in found
    )
