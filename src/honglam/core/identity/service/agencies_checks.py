"""What must hold before an agency may change, and the entry in the ledger afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from honglam.base.access import covers
from honglam.base.errors import Conflict, Missing, Refusal
from honglam.base.ids import parse_agency_code
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity.models import Agency, AgencyCommune, AgencyFormerPath, AgencySuccession
from honglam.core.places import api as places

LONGEST_PATH = 200


def leads(start: Agency, goal: Agency) -> bool:
    """Tell whether successions lead from one agency to another."""
    steps: dict[int, list[int]] = {}
    for old, new in AgencySuccession.objects.filter(new__isnull=False).values_list("old_id", "new_id"):
        steps.setdefault(old, []).append(new)
    seen, ahead = set(), [start.pk]
    while ahead:
        here = ahead.pop()
        if here == goal.pk:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(steps.get(here, ()))
    return False


def known(path: str, field: str) -> Agency:
    """Return the agency at a path; refuse at the input `field` when there is none."""
    row = Agency.objects.filter(path=path.strip()).first()
    if row is None:
        raise Missing(
            N_("There is no agency at “%(path)s”."),
            field=field,
            remedy=N_("Look for it by its name in the list of agencies."),
            params={"path": path[:60]},
        )
    return row


def standing(path: str, on: date, field: str) -> Agency:
    """Return an agency that exists on a day."""
    row = known(path, field)
    if (row.valid_from and row.valid_from > on) or (row.valid_to and row.valid_to < on):
        raise Refusal(
            N_("%(name)s does not exist on that day."),
            field=field,
            remedy=N_("Choose another agency or another day."),
            params={"name": row.name},
        )
    return row


def free(path: str, field: str) -> None:
    """Refuse a path that some agency has or had: rows of long ago would change their owner."""
    taken = Agency.objects.filter(path=path).exists() or AgencyFormerPath.objects.filter(path=path).exists()
    if taken or len(path) > LONGEST_PATH:
        raise Conflict(
            N_("The path %(path)s is taken, or was once."),
            field=field,
            remedy=N_("Choose another key."),
            params={"path": path[:60]},
        )


def codes(code: str, parent: Agency | None, but: Agency | None = None) -> tuple[str, str]:
    """Return an identifier in both forms; empty ones for none."""
    if not code.strip():
        return "", ""
    found = parse_agency_code(code, field="code")
    above = parent.code_qd20 if parent else ""
    if above and found.parent and not covers(above, str(found)):
        raise Refusal(
            N_("The code %(code)s does not stand below that of the agency above, %(above)s."),
            field="code",
            remedy=N_("Compare it with the published list."),
            params={"code": str(found), "above": above},
        )
    others = Agency.objects.filter(code_qd20=str(found), valid_to__isnull=True)
    if taken := (others.exclude(pk=but.pk) if but else others).first():
        raise Conflict(
            N_("The code %(code)s belongs to %(name)s."),
            field="code",
            remedy=N_("Compare it with the published list."),
            params={"code": str(found), "name": taken.name},
        )
    return str(found), found.old or ""


def act_in(row: Agency, communes: Iterable[str]) -> None:
    """Write down the communes in which a new agency acts; refuse codes that no commune of today has."""
    wanted = sorted(set(communes))
    today = {commune.code for commune in places.communes()}
    if wrong := [code for code in wanted if code not in today]:
        raise Refusal(
            N_("There is no commune with the code %(code)s."),
            field="communes",
            remedy=N_("Look for it by its name."),
            params={"code": wrong[0][:20]},
        )
    AgencyCommune.objects.bulk_create(AgencyCommune(agency=row, commune=code) for code in wanted)


def said(text: str, field: str) -> str:
    """Return a text as it is stored; refuse an empty one."""
    found = clean(text)
    if not found:
        raise Refusal(N_("This must not be empty."), field=field, remedy=N_("Write what the document says."))
    return found


def record(verb: str, row: Agency, before: dict[str, Any] | None, after: dict[str, Any], reason: str) -> None:
    """Write a change of an agency into the ledger; its reason is the legal basis."""
    audit.record(
        verb=f"identity.agency.{verb}",
        thing=f"agency:{row.path}",
        agency=row.path,
        before=before,
        after=after,
        reason=clean(reason),
    )
