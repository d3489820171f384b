"""The province's list of fields: loaded as a dictionary, kept as titles, compared with the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from rapidfuzz import fuzz, process

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.text import fold
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.engines.register.api import definitions
from honglam.kit.access import require
from honglam.packs.civil_servants.contracts import ANNEX, REGISTER, Comparison, Pair
from honglam.packs.civil_servants.models import Annex

_NEAR = 88  # of 100: below, two titles are two things
_LEAST = 5


def load(*, content: bytes, name: str, viewer: Viewer, now: datetime) -> None:
    """Keep the titles of a dictionary as the province's list."""
    require(viewer, ANNEX)
    found = definitions.uploaded(content=content, name=name)
    titles = [str(each.get("title") or each.get("name") or "").strip() for each in found.document.get("fields", [])]
    titles = list(dict.fromkeys(title for title in titles if title))
    if len(titles) < _LEAST:
        raise Refusal(
            N_("“%(file)s” holds no list of fields: %(count)d were found."),
            remedy=N_("Send the annex as a spreadsheet with one row a field and a column with their names."),
            params={"file": name, "count": len(titles)},
        )
    with transaction.atomic():
        kept = Annex.objects.create(name=name, at=now, by=viewer.id, titles=titles)
        after = {"name": name, "fields": len(titles)}
        audit.record(verb="civil_servants.annex.loaded", thing=f"civil_servants.annex:{kept.pk}", after=after)


def comparison() -> Comparison | None:
    """Return the newest list beside the register; None while none was loaded."""
    annex = Annex.objects.order_by("-pk").first()
    if annex is None:
        return None
    fields = [(each.name, each.title) for each in definitions.find(register=REGISTER).fields]
    pairs = _pairs(annex.titles, fields)
    paired = {pair.field for pair in pairs}
    both = {pair.title for pair in pairs}
    return Comparison(
        name=annex.name,
        at=annex.at,
        total=len(annex.titles),
        pairs=tuple(pairs),
        missing=tuple(title for title in annex.titles if title not in both),
        extra=tuple(title for name, title in fields if name not in paired),
    )


def _pairs(titles: Sequence[str], fields: Sequence[tuple[str, str]]) -> list[Pair]:
    """Pair titles: first those that are the same but for accents and case, then the nearest, each field once."""
    free = {fold(title): (name, title) for name, title in fields}
    found: dict[str, Pair] = {}
    for title in titles:
        if fold(title) in free:
            name, own = free.pop(fold(title))
            found[title] = Pair(title=title, field=name, field_title=own, sure=True)
    for title in titles:
        near = None if title in found else process.extractOne(fold(title), list(free), scorer=fuzz.token_sort_ratio)
        if near and near[1] >= _NEAR:
            name, own = free.pop(near[0])
            found[title] = Pair(title=title, field=name, field_title=own, sure=False)
    return [found[title] for title in titles if title in found]
