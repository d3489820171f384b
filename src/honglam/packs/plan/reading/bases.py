"""The acts on which a document rests: those of its preamble and of the appendix that lists them."""

from __future__ import annotations

from collections.abc import Iterable

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.packs.plan.contracts import Doubt, LegalBase
from honglam.packs.plan.reading import citations
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.outline import Part, Placed


def read(placed: Iterable[Placed], warnings: list[Doubt]) -> tuple[LegalBase, ...]:
    """Return the acts in the order in which they are first named, each once.

    Of two days for one number the first is kept, and it is said.
    """
    every = list(placed)
    found: dict[str, LegalBase] = {}
    for each in _where(every):
        text = each.block.text
        for citation in citations.find(text):
            _add(found, citation.base, each, warnings)
        bare = citations.unnumbered(text) if each.part is Part.APPENDIX else None
        if bare is not None and bare.title:
            found.setdefault(bare.title, bare)
    return tuple(found.values())


def _where(every: list[Placed]) -> list[Placed]:
    listed = {each.path[0] for each in every if each.part is Part.APPENDIX and each.path and _lists_bases(each)}
    return [
        each
        for each in every
        if each.block.kind is not Kind.TABLE
        and (
            (each.part is Part.HEAD and not each.block.text.startswith(("Số", "(")))
            or _heads_bases(each)
            or (each.path and each.path[0] in listed and not each.block.text.startswith("("))
        )
    ]


def _lists_bases(placed: Placed) -> bool:
    words = fold(f"{placed.path[0].title} {placed.block.text[:60]}")
    return placed.block.kind in {Kind.TEXT, Kind.UPPER, Kind.NUMBERED} and (
        "can cu lap" in words
        or "can cu phap ly" in words
        or "co so phap ly" in words
        or words.strip().startswith("can cu")
    )


def _heads_bases(placed: Placed) -> bool:
    words = fold(" ".join(heading.title for heading in placed.path))
    return placed.part is not Part.APPENDIX and ("can cu" in words or "co so phap ly" in words)


def _add(found: dict[str, LegalBase], base: LegalBase, where: Placed, warnings: list[Doubt]) -> None:
    number = base.number or ""
    known = found.get(number)
    if known is None:
        found[number] = base
        return
    if base.date and known.date and base.date != known.date:
        params = {"number": number, "first": known.date, "second": base.date}
        if not any(warning.params == params for warning in warnings):
            warnings.append(Doubt(where.block.span, N_("%(number)s has two days: %(first)s and %(second)s."), params))
    found[number] = LegalBase(number, known.date or base.date, known.issuer or base.issuer, known.title or base.title)
