"""Looking for records that are there twice: pairs that share a key are compared, the rest never meet.

Keys are made in SQL, sorted once, and are of several kinds, so that one error hides a pair from one kind only: a whole
number, the halves of a number, the folded words of a name in order with the year, the name with its day of birth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.contracts.quality import Likeness
from honglam.engines.register.models import Double
from honglam.engines.register.service import checking_names
from honglam.engines.register.service.quality import alike
from honglam.engines.register.service.shaping import model_of

MOST_IN_BLOCK = 60  # a key that more records share tells nothing
_MOST_PAIRS = 20_000  # kept as open; the surest
_COMPARED = frozenset(
    {
        Type.TEXT,
        Type.PERSONAL_NUMBER,
        Type.PHONE,
        Type.EMAIL,
        Type.DATE,
        Type.PARTIAL_DATE,
        Type.YEAR,
        Type.CODE,
        Type.REFERENCE,
    }
)
Row = Mapping[str, Any]
Found = tuple[UUID, UUID, int, tuple[Likeness, ...]]


def fields_of(register: Register) -> tuple[Field, ...]:
    """Return the fields by which records are compared: those that name and identify, and those that place them."""
    named = {field.name for field in checking_names.label_fields(register)} | set(register.key)
    chosen = [
        field
        for field in register.columns
        if field.type in _COMPARED and (field.type is not Type.TEXT or field.name in named or field.search)
    ]
    return tuple(chosen[:12])


def pairs(rows: Sequence[Row], fields: Sequence[Field]) -> Iterator[Found]:
    """Compare the rows that share a key, each pair once; yield those that may be one thing."""
    blocks: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for key in keys(row, fields):
            blocks.setdefault(key, []).append(number)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if not 1 < len(block) <= MOST_IN_BLOCK:
            continue
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                if one == other or (one, other) in seen:
                    continue
                seen.add((one, other))
                why = alike.compare(fields, rows[one], rows[other])
                if alike.points(why) >= alike.PERHAPS:
                    yield rows[one]["id"], rows[other]["id"], alike.score(why), why


def keys(row: Row, fields: Sequence[Field]) -> Iterator[str]:
    """Yield the keys under which a record meets others."""
    names = [alike.spelt(str(row[f.name]))[1] for f in fields if f.type is Type.TEXT and row.get(f.name)]
    days = [str(row[f.name])[:10] for f in fields if f.type in {Type.DATE, Type.PARTIAL_DATE} and row.get(f.name)]
    for field in fields:
        value = row.get(field.name)
        if not value:
            continue
        if field.type is Type.PERSONAL_NUMBER:
            text = str(value)
            yield f"n1{text[:7]}{fold_last(names)}"
            yield f"n2{text[5:]}"
        elif field.type in {Type.PHONE, Type.EMAIL}:
            yield f"c{value}"
    for name in names[:2]:
        words = sorted(name.replace(".", " ").split())
        if not words:
            continue
        together = " ".join(words)
        if days:
            yield f"d{days[0][:4]}{together}"
            yield f"w{''.join(sorted(days[0]))}{words[-1]}{words[0]}"
            yield f"g{''.join(sorted(days[0]))}{name.split()[-1]}"
        else:
            yield f"t{together}"


def fold_last(names: Sequence[str]) -> str:
    """Return the first letter of the given name of the first name there is."""
    return names[0].split()[-1][:1] if names and names[0].split() else ""


def search(register: Register, now: datetime) -> int:  # noqa: ARG001  (every search has its moment)
    """Look through a register, keep the pairs that nobody has decided yet, and return how many are open."""
    fields = fields_of(register)
    if not any(field.type is Type.TEXT or field.type is Type.PERSONAL_NUMBER for field in fields):
        return 0
    names = ["id", "agency", *(field.name for field in fields)]
    rows = list(model_of(register)._default_manager.order_by("id").values(*names).iterator(chunk_size=5_000))  # noqa: SLF001  (Django documents it)
    agencies = {row["id"]: row["agency"] for row in rows}
    found = sorted(pairs(rows, fields), key=lambda pair: (-pair[2], pair[0], pair[1]))[:_MOST_PAIRS]
    return _keep(register, found, agencies)


@transaction.atomic
def _keep(register: Register, found: Iterable[Found], agencies: Mapping[UUID, str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('register.doubles ' || %s, 0))", [register.id])
    decided = set(
        Double.objects.filter(register=register.id).exclude(state=Double.State.OPEN).values_list("first", "second")
    )
    Double.objects.filter(register=register.id, state=Double.State.OPEN).delete()
    made = [
        Double(
            register=register.id,
            first=first,
            second=second,
            agency=agencies[first],
            agency_second=agencies[second],
            score=score,
            why=[[each.field, each.kind, each.points] for each in why],
        )
        for first, second, score, why in found
        if (first, second) not in decided
    ]
    Double.objects.bulk_create(made, batch_size=2_000)
    return len(made)
