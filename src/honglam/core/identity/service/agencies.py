"""What is known of agencies, read from memory: all of them, their names, what followed them, where they act.

There are a few hundred agencies and they change a few times a year, while nearly every page asks for one. So they are
held in memory; each question asks the database only whether anything has changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db import connection
from django.db.models import Q

from honglam.base.access import Viewer, covers
from honglam.base.errors import Missing
from honglam.base.words import N_
from honglam.core.identity import models
from honglam.core.identity.agency_tables import AGENCIES
from honglam.core.identity.contracts import (
    Agency,
    AgencyEvent,
    AgencyHistory,
    AgencyName,
    AgencyType,
    Change,
    Fate,
    NameKind,
    Succession,
)
from honglam.core.places import api as places
from honglam.kit import tables

ROOT = "H27"
ONE_DAY = timedelta(days=1)
_TABLES = (
    "identity_agency",
    "identity_agencyname",
    "identity_agencysuccession",
    "identity_agencycommune",
    "identity_agencyformerpath",
)
# Every change of a row gives it a new xmin, so count and sums differ after any insert, update or delete, also in the
# transaction that makes it and after a rollback; nothing has to remember to raise a version.
_VERSION = " UNION ALL ".join(
    f"SELECT count(*), coalesce(sum(id), 0)::bigint, coalesce(sum(xmin::text::bigint), 0)::bigint FROM {name}"  # noqa: S608  (names of our tables)
    for name in _TABLES
)


@dataclass(frozen=True)
class Directory:
    """All agencies of all times.

    Attributes:
        version: changes whenever any of them does.
        agencies: by path, in the order of paths.
        names: other names, by path.
        steps: all successions.
        territory: codes of communes in which an agency acts beyond its place in the tree, by path.
        moved: where former paths lead, with the last day of each.
    """

    version: tuple[tuple[int, ...], ...]
    agencies: dict[str, Agency]
    names: dict[str, tuple[AgencyName, ...]]
    steps: tuple[Succession, ...]
    territory: dict[str, tuple[str, ...]]
    moved: dict[str, tuple[str, date]]

    @cached_property
    def after(self) -> dict[str, list[Succession]]:
        """Successions by the agency that ended, main ones first."""
        return _grouped((step.old.path, step) for step in self.steps)

    @cached_property
    def before(self) -> dict[str, list[Succession]]:
        """Successions by the agency that followed."""
        return _grouped((step.new.path, step) for step in self.steps if step.new)

    def at(self, path: str) -> Agency | None:
        """Return the agency at a path of today or a former one."""
        if path in self.moved:
            path = self.moved[path][0]
        return self.agencies.get(path)

    def needed(self, path: str) -> Agency:
        """Return the agency at a path.

        Raises:
            Missing: there is none.
        """
        found = self.at(path)
        if found is None:
            raise Missing(
                N_("There is no agency at “%(path)s”."),
                remedy=N_("Look for it by its name in the list of agencies."),
                params={"path": path[:60]},
            )
        return found

    def below(self, path: str) -> list[Agency]:
        """Return the agency at a path and all below it, of all times."""
        return [a for a in self.agencies.values() if covers(path, a.path)]

    def fate(self, agency: Agency, on: date) -> Fate:
        """Return what had become of an agency by a day."""
        return _Walk(self, on).fate(agency)


def _grouped(pairs: Iterable[tuple[str, Succession]]) -> dict[str, list[Succession]]:
    found: dict[str, list[Succession]] = {}
    for path, step in pairs:
        found.setdefault(path, []).append(step)
    for steps in found.values():
        steps.sort(key=lambda s: (not s.main, s.on or date.min, s.new.path if s.new else ""))
    return found


class _Walk:
    """Follows successions from an agency to those that existed on a day; steps that came later do not count."""

    def __init__(self, directory: Directory, on: date) -> None:
        self.directory, self.on = directory, on
        self.heirs: dict[str, Agency] = {}
        self.steps: list[Succession] = []
        self.seen: set[str] = set()

    def fate(self, agency: Agency) -> Fate:
        self._follow(agency)
        divided = any(step.new is None for step in self.steps)
        notes = dict.fromkeys(step.note for step in self.steps if step.note)
        communes = _land(agency.district) if divided and agency.district else ()
        steps = tuple(sorted(self.steps, key=lambda s: s.on or date.min))
        return Fate(agency, self.on, tuple(self.heirs.values()), steps, divided, communes, " ".join(notes))

    def _follow(self, agency: Agency) -> None:
        if agency.path in self.seen:
            return
        self.seen.add(agency.path)
        if agency.in_force(self.on):
            self.heirs[agency.path] = agency
            return
        for step in self.directory.after.get(agency.path, ()):
            if step.on is None or step.on <= self.on:
                self.steps.append(step)
                if step.new is not None:
                    self._follow(step.new)


def _land(district: str) -> tuple[str, ...]:
    """Return the codes of today's communes on the land of a former district."""
    try:
        return tuple(sorted({s.new.code for s in places.successors(old_code=district)}))
    except Missing:  # the units are not loaded
        return ()


_held: list[Directory] = []


def directory() -> Directory:
    """Return what is known of agencies just now."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        version = tuple(cursor.fetchall())
    if not _held or _held[0].version != version:
        # The version was read first: if a change falls between, the next question notices it.
        _held[:] = [_read(version)]
    return _held[0]


def agencies(*, on: date, below: str, types: Collection[AgencyType]) -> tuple[Agency, ...]:
    """Return the agencies that exist on a day at and below a path, by path; of some types only when any are given."""
    found = directory().below(below) if below else directory().agencies.values()
    return tuple(a for a in found if a.in_force(on) and (not types or a.type in types))


def agency(*, path: str) -> Agency | None:
    """Return the agency at a path of today or a former one."""
    return directory().at(path)


def count_agencies(*, on: date) -> tuple[int, int]:
    """Return how many agencies there are on a day: of the province, and of communes."""
    found = agencies(on=on, below=ROOT, types=())
    communes = sum(bool(a.commune) for a in found)
    return len(found) - communes, communes


def fate(*, path: str, on: date) -> Fate:
    """Return what had become of an agency by a day."""
    known = directory()
    return known.fate(known.needed(path), on)


def communes_of(*, path: str, on: date) -> tuple[str, ...]:
    """Return the codes of the communes in which an agency and those below it act."""
    known = directory()
    found = known.needed(path)
    if found.everywhere:
        return tuple(commune.code for commune in places.communes())
    codes = {a.commune for a in known.below(found.path) if a.commune and a.in_force(on)}
    codes |= {code for a in known.below(found.path) for code in known.territory.get(a.path, ())}
    return tuple(sorted(codes | set(_land(found.district) if found.district else ())))


def history(*, path: str, on: date) -> AgencyHistory:
    """Return everything that is known of an agency's life; `on` says which units below it exist."""
    known = directory()
    found = known.needed(path)
    names = sorted(known.names.get(found.path, ()), key=lambda n: (n.valid_to is not None, n.kind, n.text))
    before, after = known.before.get(found.path, []), known.after.get(found.path, [])
    moved = [(old, until) for old, (new, until) in known.moved.items() if new == found.path]
    units = [a for a in known.below(found.path) if a.parent == found.path and a.in_force(on)]
    return AgencyHistory(
        agency=found,
        names=tuple(names),
        before=tuple(before),
        after=tuple(after),
        events=tuple(_events(found, names, [*before, *after], moved)),
        units=tuple(units),
        former_paths=tuple(old for old, _until in moved),
    )


def members(*, path: str, on: date) -> int:
    """Return how many people hold a post on a day at an agency or below it."""
    posts = models.Post.objects.filter(Q(agency__path=path) | Q(agency__path__startswith=f"{path}."))
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    going_on = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return posts.filter(begun, going_on).values("account").distinct().count()


def list_agencies(*, on: date, gone: bool, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of agencies that exist on a day, or of those that are gone."""
    rows = models.Agency.objects.all()
    rows = rows.filter(valid_to__lt=on) if gone else rows.exclude(valid_to__lt=on)
    return tables.answer(rows, AGENCIES, query, viewer)


def _events(
    agency: Agency, names: Iterable[AgencyName], steps: Iterable[Succession], moved: Iterable[tuple[str, date]]
) -> list[AgencyEvent]:
    found = [
        AgencyEvent(step.on, step.change, step.note, _other(agency, step), step.legal, step.verified) for step in steps
    ]
    found += [
        AgencyEvent(name.valid_to + ONE_DAY if name.valid_to else None, Change.RENAMED, name.text, "", name.legal)
        for name in names
        if name.kind is NameKind.FORMER
    ]
    found += [AgencyEvent(until + ONE_DAY, Change.MOVED, old) for old, until in moved]
    if agency.valid_from and not any(e.on == agency.valid_from for e in found):
        found.append(AgencyEvent(agency.valid_from, Change.CREATED, "", "", agency.legal, agency.verified))
    return sorted(found, key=lambda e: e.on or date.min)


def _other(agency: Agency, step: Succession) -> str:
    other = step.new if step.old.path == agency.path else step.old
    return other.path if other else ""


def _read(version: tuple[tuple[int, ...], ...]) -> Directory:
    rows = list(models.Agency.objects.order_by("path"))
    by_id = {row.pk: _described(row) for row in rows}
    names: dict[str, list[AgencyName]] = {}
    for name in models.AgencyName.objects.order_by("pk"):
        said = AgencyName(
            name.text, NameKind(name.kind), name.valid_from, name.valid_to, name.legal, verified=name.verified
        )
        names.setdefault(by_id[name.agency_id].path, []).append(said)
    territory: dict[str, list[str]] = {}
    for land in models.AgencyCommune.objects.order_by("commune"):
        territory.setdefault(by_id[land.agency_id].path, []).append(land.commune)
    return Directory(
        version=version,
        agencies={agency.path: agency for agency in by_id.values()},
        names={path: tuple(found) for path, found in names.items()},
        steps=tuple(_step(row, by_id) for row in models.AgencySuccession.objects.order_by("pk")),
        territory={path: tuple(codes) for path, codes in territory.items()},
        moved={row.path: (by_id[row.agency_id].path, row.until) for row in models.AgencyFormerPath.objects.all()},
    )


def _step(row: models.AgencySuccession, by_id: dict[int, Agency]) -> Succession:
    new = by_id[row.new_id] if row.new_id else None
    return Succession(
        by_id[row.old_id], new, Change(row.change), row.on, row.main, row.legal, verified=row.verified, note=row.note
    )


def _described(row: models.Agency) -> Agency:
    return Agency(
        path=row.path,
        name=row.name,
        name_en=row.name_en,
        abbreviation=row.abbreviation,
        type=AgencyType(row.type),
        commune=row.commune,
        district=row.district,
        everywhere=row.everywhere,
        code_qd20=row.code_qd20,
        code_qcvn102=row.code_qcvn102,
        codes_verified=row.codes_verified,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal=row.legal,
        verified=row.verified,
        source=row.source,
    )
