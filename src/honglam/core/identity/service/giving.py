"""Who may give which rights: nobody to themselves, nobody more than they hold, nobody what must stay apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from honglam.base.access import Grant, Scope, Viewer, covers
from honglam.base.errors import Missing, Refusal
from honglam.base.words import N_
from honglam.core.identity.contracts import AgencyType
from honglam.core.identity.models import Agency
from honglam.core.identity.service import roles, viewers
from honglam.core.identity.service.viewers import COMMITTEES, Source
from honglam.kit.access import require


def agency_at(path: str, *, field: str = "agency") -> Agency:
    """Return the agency at a path, or refuse the input that names it."""
    row = Agency.objects.filter(path=path).first()
    if row is None:
        raise Missing(
            N_("There is no agency at “%(path)s”."),
            field=field,
            remedy=N_("Choose it from the list of agencies."),
            params={"path": path[:80]},
        )
    return row


def unit_of(agency: Agency, path: str) -> Agency | None:
    """Return the internal unit at a path, which must stand below the agency; none when the path is empty."""
    if not path:
        return agency if agency.type == AgencyType.UNIT else None
    unit = agency_at(path, field="unit")
    if unit.path == agency.path or not covers(agency.path, unit.path):
        raise Refusal(
            N_("This unit does not belong to the agency."), field="unit", remedy=N_("Choose a unit of the agency.")
        )
    return unit


def source_of(agency: Agency, unit: Agency | None, role_ids: Iterable[str], *, territory: bool = True) -> Source:
    """Return where the rights of such a post come from; without `territory` the communes are not looked up."""
    committees: list[str] = []
    if territory:
        rows = Agency.objects.raw(
            f"SELECT g.id, {COMMITTEES} AS committees FROM identity_agency g WHERE g.id = %s",  # noqa: S608  (our own)
            [agency.pk],
        )
        committees = rows[0].committees  # type: ignore[attr-defined]  # a column of this one statement
    return Source(
        tuple(role_ids), agency.path, unit.path if unit else "", tuple(p for p in committees if p != agency.path)
    )


def check_gift(  # noqa: PLR0913  (who, what, where, by whom, when)
    *, account_id: int, agency: Agency, unit: Agency | None, role_ids: Iterable[str], viewer: Viewer, on: date
) -> None:
    """Refuse roles that the viewer may not give to this account at this agency.

    Raises:
        Forbidden: they do not look after the people of the agency.
        Refusal: it is themselves, a role is unknown, holds more than they do, or would join duties that stay apart.
    """
    require(viewer, "identity.edit", agency.path)
    not_oneself(account_id, viewer)
    wanted = tuple(role_ids)
    roles.check_known(wanted)
    lines = roles.lines_of(wanted)
    if unit is None and any(line.scope is Scope.UNIT for each in lines.values() for line in each):
        raise Refusal(
            N_("One of these roles reaches over an internal unit, and the post names none."),
            field="unit",
            remedy=N_("Choose the unit of the post."),
        )
    source = source_of(agency, unit, wanted)
    given = {grant for each in lines.values() for grant in source.grants(each)}
    for grant in sorted(given, key=lambda g: (g.permission, g.path)):
        if not holds(viewer, grant, agency.path):
            raise roles.above(grant.permission, grant.path or agency.path)
    check_apart(account_id=account_id, more=given, on=on)


def check_apart(*, account_id: int, more: Iterable[Grant], on: date) -> None:
    """Refuse rights that would join duties that stay apart, on a day or when what was promised begins."""
    given = tuple(more)
    for holder in viewers.ahead(account_id=account_id, on=on):
        roles.check_apart([*holder.grants, *given])


def not_oneself(account_id: int, viewer: Viewer) -> None:
    """Refuse to change one's own posts."""
    if str(account_id) == viewer.id:
        raise own_rights()


def own_rights() -> Refusal:
    """Return the refusal of changing one's own posts."""
    return Refusal(
        N_("Nobody changes their own posts and rights."),
        remedy=N_("Ask another administrator to do it."),
        code="own-rights",
    )


def holds(viewer: Viewer, grant: Grant, agency: str) -> bool:
    """Tell whether the viewer holds in their own right what a grant at an agency gives.

    What is lent, or was taken in an emergency, does not count: it would outlive its time.
    """
    own = [g for g in viewer.grants if g.permission == grant.permission and not g.behalf and not g.emergency]
    if not grant.path:  # a right over one's own things is part of a right over the agency
        return any(not g.path or covers(g.path, agency) for g in own)
    return any(g.path and covers(g.path, grant.path) for g in own)
