"""Records by exact values, by a part of a name, or by where they lie: for the pages of packs that know what they look for.

Lists answer any question and page through it; this answers one question at once, by an index, and never pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Lookup

from honglam.base.access import Viewer
from honglam.base.text import fold
from honglam.engines.register.contracts import Record, Register, Type
from honglam.engines.register.service import checking, checking_names, masking, reach, writing_rows
from honglam.engines.register.service.shaping import BoxField, model_of
from honglam.kit.access import require
from honglam.kit.sql.functions import Fold

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; all of it must hold.

    Attributes:
        where: values by field; several values in a list mean one of them, None means nothing.
        like: words by field of text, each of which must stand in it, accents or not.
        box: west, south, east, north in degrees: the first geometry's box must touch it.
    """

    where: Mapping[str, Any]
    like: Mapping[str, str]
    box: Box | None = None


class _Like(Func):
    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = TextField()
    conditional = True


class _Touches(Lookup[Any]):
    lookup_name = "touches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} && %s::box", (*params, "({},{}),({},{})".format(*self.rhs))


BoxField.register_lookup(_Touches)


def matching(register: Register, wanted: Wanted, *, viewer: Viewer, limit: int) -> tuple[Record, ...]:
    """Return records. See `api.lookup.matching`."""
    seen = reach.see(register, viewer)
    rows = list(_found(register, wanted, seen)[:limit])
    stored = [writing_rows.stored(register, row) for row in rows]
    covered = [masking.masked(register, row.values) for row in stored]
    words = checking.words_of(register, [values for values, _names in covered], fields=_said(register))
    return tuple(
        Record(
            id=row.id,
            register=register.id,
            version=row.version,
            values=values,
            masked=names,
            words=said | {name: masking.MASK for name in names},
            label=checking_names.label_of(register, said),
            agency=row.agency,
            commune=row.commune or "",
            at=row.at,
            act=row.act,
        )
        for row, (values, names), said in zip(stored, covered, words, strict=True)
    )


def number(register: Register, wanted: Wanted, *, viewer: Viewer, most: int) -> int:
    """Return how many there are, counted up to `most`."""
    return int(_found(register, wanted, reach.see(register, viewer))[:most].count())


def _said(register: Register) -> list[Any]:
    """Return the fields that are put into words: not the personal ones, whose values are masks here."""
    return [each for each in register.columns if not each.personal]


def _found(register: Register, wanted: Wanted, viewer: Viewer) -> QuerySet[Any, Any]:
    asked = {register.field(name) for name in (*wanted.where, *wanted.like)}
    right = register.access.personal if any(each.personal for each in asked) else register.access.view
    require(viewer, right)
    found: QuerySet[Any, Any] = model_of(register)._default_manager.filter(_reached(viewer, right))  # noqa: SLF001
    for name, value in wanted.where.items():
        found = found.filter(_equal(name, value))
    for name, text in wanted.like.items():
        for word in fold(text).split():
            found = found.filter(_Like(Fold(name), Value(f"%{_plain(word)}%")))
    if wanted.box is not None:
        shape = next(each.name for each in register.columns if each.type is Type.GEOMETRY)
        found = found.filter(**{f"{shape}_box__touches": wanted.box})
    return found


def _equal(name: str, value: Any) -> Q:
    if value is None:
        return Q(**{f"{name}__isnull": True})
    several = isinstance(value, Sequence) and not isinstance(value, str)
    return Q(**{f"{name}__in" if several else name: list(value) if several else value})


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _reached(viewer: Viewer, right: str) -> Q:
    """Return the rows of the agencies that the viewer reaches; everything for who reaches the province."""
    paths = viewer.reach(right)
    if any("." not in path for path in paths):
        return Q()
    found = Q(agency__in=list(paths))
    for path in paths:
        found |= Q(agency__gt=f"{path}.", agency__lt=f"{path}/")
    return found
