"""Records by exact values, by a part of a name, or by where they lie: for packs that know what they look for.

Lists answer any question and page through it; this answers one question at once, by an index, and never pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Func, Max, Q, QuerySet, Value
from django.db.models.lookups import Lookup

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.text import fold
from honglam.engines.register.contracts import Record, Register, Type
from honglam.engines.register.service import checking, checking_names, masking, reach, writing_rows
from honglam.engines.register.service.shaping import BoxField, model_of
from honglam.engines.register.service.writing_acts import trusted
from honglam.kit.access import require
from honglam.kit.sql.functions import Fold, SortKey

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
    output_field = BooleanField()


class _Same(Func):
    template = "(%(expressions)s)"
    arg_joiner = " = "
    output_field = BooleanField()


class _Touches(Lookup):  # type: ignore[type-arg]  # Django's class takes no parameter when it runs
    lookup_name = "touches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} && %s::box", (*params, "({},{}),({},{})".format(*self.rhs))


BoxField.register_lookup(_Touches)


def matching(register: Register, wanted: Wanted, *, viewer: Viewer, limit: int) -> tuple[Record, ...]:
    """Return records. See `api.lookup.matching`."""
    rows = list(_found(register, wanted, viewer)[:limit])
    stored = [writing_rows.stored(register, row) for row in rows]
    shown = masking.personal(register.fields) if trusted(viewer) else frozenset()
    covered = [masking.masked(register, row.values, shown=shown) for row in stored]
    words = checking.words_of(register, [values for values, _names in covered], fields=_said(register))
    return tuple(
        Record(
            id=row.id,
            register=register.id,
            version=row.version,
            values=values,
            masked=names,
            words=said | dict.fromkeys(names, masking.MASK),
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
    return int(_found(register, wanted, viewer)[:most].count())


def _said(register: Register) -> list[Any]:
    """Return the fields that are put into words: not the personal ones, whose values are masks here."""
    return [each for each in register.columns if not each.personal]


def _found(register: Register, wanted: Wanted, viewer: Viewer) -> QuerySet[Any, Any]:
    asked = [register.field(name) for name in map(_field, (*wanted.where, *wanted.like)) if name != "id"]
    right = register.access.personal if any(each.personal for each in asked) else register.access.view
    found: QuerySet[Any, Any] = model_of(register)._default_manager.all()  # noqa: SLF001  (Django's public habit)
    if not trusted(viewer):
        seen = reach.see(register, viewer)
        require(seen, right)
        found = found.filter(_reached(seen, right))
    for name, value in wanted.where.items():
        found = found.filter(_equal(name, value))
        if isinstance(value, str) and "__" not in name and name != "id" and register.field(name).type is Type.TEXT:
            # Indexes of texts hold their keys of order; the text itself is compared as well, for keys may be shared.
            found = found.filter(_Same(SortKey(name), SortKey(Value(value))))
    for name, text in wanted.like.items():
        for word in fold(text).split():
            found = found.filter(_Like(Fold(name), Value(f"%{_plain(word)}%")))
    if wanted.box is not None:
        shape = next(each.name for each in register.columns if each.type is Type.GEOMETRY)
        found = found.filter(**{f"{shape}_box__touches": wanted.box})
    return found


_RANGES = {"least": "gte", "most": "lte"}


def _field(name: str) -> str:
    """Return the field of a condition: `depth` of `depth__least`."""
    return name.partition("__")[0]


def _equal(name: str, value: Any) -> Q:
    field, _, edge = name.partition("__")
    if edge:
        return Q(**{f"{field}__{_RANGES[edge]}": value})
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


def highest(register: Register, field: str, where: Mapping[str, Any], below: Any) -> Any:
    """Return the highest value of a field among records. See `api.lookup.highest`."""
    found = _found(register, Wanted(where=where, like={}), trace.SYSTEM)
    if below is not None:
        found = found.filter(**{f"{field}__lt": below})
    return found.aggregate(most=Max(field))["most"]
