"""The verbs of places: load the units, load boundaries."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

import shapely
from django.conf import settings
from django.db import connection, transaction
from shapely.geometry.base import BaseGeometry

from honglam.base.access import Viewer
from honglam.base.text import sort_key
from honglam.core.places import boundaries, models, schematic, source
from honglam.core.places.contracts import BoundaryFile, BoundaryReport, Level, ShapeKind, Unit
from honglam.core.places.tables import COMMUNES
from honglam.kit import tables

_LOCK = 0x686C0002  # "hl", 2: whoever changes units or shapes
_LAYOUT = "2"  # of what is stored from the package; a higher number loads it again


def province_code() -> str:
    """Return the code of the province of this installation."""
    return str(settings.PROVINCE)


def list_communes(*, province: str, query: tables.Query, viewer: Viewer) -> tables.Answer:
    """Answer a question about the list of today's communes."""
    rows = models.Unit.objects.filter(province=province, level=Level.COMMUNE, valid_to=None)
    return tables.answer(rows, COMMUNES, query, viewer)


@transaction.atomic
def load_units(*, province: str, now: datetime) -> bool:
    """Bring units and acts to the state of the package; return whether anything changed.

    Shapes are computed when there are none, when they were computed from other points, and when loaded ones are not
    those of today's communes; otherwise loaded ones stay.

    Raises:
        Missing: there is no province with this code.
    """
    _alone()
    found = source.read(province)
    digest = hashlib.sha256(f"{_LAYOUT}{found}".encode()).hexdigest()
    state = models.State.objects.select_related("shapes").filter(pk=province).first()
    if state is not None and state.units_digest == digest:
        return False
    _store_units(province, found)
    shapes = state.shapes if state is not None else None
    if shapes is None or shapes.kind == ShapeKind.SCHEMATIC or not _fit(shapes, found):
        shapes = _store_schematic(province, found, digest, now)
    _put_in_force(province, shapes, digest, found.label)
    return True


def load_boundaries(
    *, province: str, communes: tuple[Unit, ...], file: BoundaryFile, now: datetime, dry_run: bool = False
) -> BoundaryReport:
    """Check a file of boundaries and, if nothing is wrong and it is not a dry run, show it on every map from now on.

    Raises:
        Refusal: the file cannot be read at all.
    """
    read = boundaries.read(file.content, communes, declared_crs=file.crs)
    report = BoundaryReport(file.name, read.crs, read.features, len(read.shapes), read.area_km2, read.problems)
    if report.problems or dry_run:
        return report
    digest = hashlib.sha256(file.content).hexdigest()
    with transaction.atomic():
        _alone()
        state = models.State.objects.select_related("shapes").get(pk=province)
        if (state.shapes.digest, state.shapes.source, state.shapes.crs) == (digest, file.source, read.crs):
            return replace(report, stored=True, already=True)
        shapes = models.ShapeSet.objects.create(
            province=province,
            kind=ShapeKind.LOADED,
            source=file.source,
            file_name=file.name,
            crs=read.crs,
            digest=digest,
            loaded_at=now,
            loaded_by=file.loaded_by,
        )
        _store_shapes(shapes, dict(read.shapes))
        _put_in_force(province, shapes, state.units_digest, state.units_source)
    return replace(report, stored=True)


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _fit(shapes: models.ShapeSet, found: source.Source) -> bool:
    drawn = set(shapes.members.values_list("code", flat=True))
    return drawn == {u.code for u in found.units if u.level is Level.COMMUNE and u.valid_to is None}


def _store_units(province: str, found: source.Source) -> None:
    for act in found.acts:
        values = {"title": act.title, "passed_date": act.passed, "applies_from_date": act.applies_from}
        models.Act.objects.update_or_create(number=act.number, defaults=values)
    models.Succession.objects.filter(new__province=province).delete()
    models.Unit.objects.filter(province=province, level=Level.COMMUNE).delete()
    models.Unit.objects.filter(province=province).delete()
    stored: dict[str, models.Unit] = {}
    # Districts first: communes refer to them.
    for batch in ([u for u in found.units if not u.district], [u for u in found.units if u.district]):
        rows = [_row(province, unit, stored, found.acts[0].number) for unit in batch]
        stored |= zip((unit.key for unit in batch), models.Unit.objects.bulk_create(rows), strict=True)
    models.Succession.objects.bulk_create(
        models.Succession(old=stored[s.old], new=stored[s.new], part=s.part, main=s.main) for s in found.successions
    )


def _row(province: str, unit: source.SourceUnit, stored: dict[str, models.Unit], act_number: str) -> models.Unit:
    return models.Unit(
        province=province,
        code=unit.code,
        level=unit.level,
        kind=unit.kind,
        name=unit.name,
        short_name=unit.short_name,
        sort_key=sort_key(unit.short_name),
        name_en=unit.name_en,
        former_keys=list(unit.former_keys),
        district=stored.get(unit.district),
        lat=unit.lat,
        lon=unit.lon,
        area_km2=unit.area_km2,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        act_id=act_number if unit.valid_from else None,
    )


def _store_schematic(province: str, found: source.Source, digest: str, now: datetime) -> models.ShapeSet:
    communes = {u.key: u for u in found.units if u.level is Level.COMMUNE and u.valid_to is None}
    old = {u.key: u for u in found.units if u.level is Level.COMMUNE and u.valid_to is not None}
    seeds = [schematic.Seed(u.code, u.lon, u.lat, own=True, area_km2=u.area_km2) for u in communes.values()]
    seeds += [
        schematic.Seed(communes[s.new].code, old[s.old].lon, old[s.old].lat)
        for s in found.successions
        if s.main and s.old in old
    ]
    shapes = models.ShapeSet.objects.create(
        province=province,
        kind=ShapeKind.SCHEMATIC,
        source=found.label,
        crs="WGS 84",
        digest=digest,
        loaded_at=now,
    )
    _store_shapes(shapes, schematic.shapes(seeds))
    return shapes


def _store_shapes(shapes: models.ShapeSet, by_code: dict[str, BaseGeometry]) -> None:
    models.Shape.objects.bulk_create(
        models.Shape(shapes=shapes, code=code, wkb=shapely.to_wkb(shape)) for code, shape in by_code.items()
    )


def _put_in_force(province: str, shapes: models.ShapeSet, units_digest: str, units_source: str) -> None:
    parts = f"{units_digest}{shapes.kind}{shapes.digest}{shapes.source}{shapes.crs}"
    version = hashlib.sha256(parts.encode()).hexdigest()[:16]
    values = {"version": version, "units_digest": units_digest, "units_source": units_source, "shapes": shapes}
    models.State.objects.update_or_create(province=province, defaults=values)
