"""A text to everything that is found in it."""

from __future__ import annotations

import re

from honglam.base.words import N_
from honglam.packs.plan.contracts import Doubt, NarrativeTask, Plan, Results
from honglam.packs.plan.reading import (
    bases,
    blocks,
    dates,
    duties,
    head,
    listed,
    outline,
    results,
    tables,
    targets,
    tidying,
)
from honglam.packs.plan.reading.blocks import Block, Kind
from honglam.packs.plan.reading.outline import Part

_DOUBTFUL = 0.8
# What introduces a list, and what only points to an appendix.
_SAYS_NOTHING = re.compile(r":$|^\((?=[^()]*(?i:phụ lục|biểu|chi tiết))[^()]*\)[.:]?$")


def read(text: str) -> Plan:
    """Read a plan. Whatever is not printed stays unknown; what is doubtful is warned of."""
    placed = list(outline.place(blocks.blocks(tidying.even(text))))
    warnings: list[Doubt] = []
    document = head.read(placed, warnings)
    legal = tuple(base for base in bases.read(placed, warnings) if base.number != document.number or not base.number)
    aims = targets.find(placed, document.year)
    found = tables.read(placed, document.year)
    listed.read(placed, found)
    narrative = tuple(
        NarrativeTask(each.section, each.block.text, each.block.span)
        for each in placed
        if each.part is Part.TASKS and _says(each.block)
    )
    warnings += found.warnings
    message = N_("Look at this target again: “%(text)s”.")
    warnings += [Doubt(aim.span, message, {"text": aim.text[:90]}) for aim in aims if aim.confidence < _DOUBTFUL]
    return Plan(
        document=document,
        legal_bases=legal,
        targets=aims,
        tasks=tuple(found.tasks),
        narrative_tasks=narrative,
        responsibilities=duties.responsibilities(placed),
        reporting=tuple(duties.reporting(placed)),
        warnings=tuple(warnings),
    )


def _says(block: Block) -> bool:
    """Tell whether a block says what is to be done, and not only who leads the lines above it."""
    return block.kind is not Kind.TABLE and not _SAYS_NOTHING.search(block.text) and not listed.only_who(block.text)


def read_results(text: str) -> Results:
    """Read a document that tells results."""
    placed = list(outline.place(blocks.blocks(tidying.even(text))))
    warnings: list[Doubt] = []
    document = head.read(placed, warnings)
    values = tuple(results.find(placed, dates.deadline(document.title or "")))
    message = N_("It is not said as of when this figure holds: “%(text)s”.")
    warnings += [Doubt(each.span, message, {"text": each.text[:90]}) for each in values if each.as_of is None]
    return Results(document, values, tuple(warnings))
