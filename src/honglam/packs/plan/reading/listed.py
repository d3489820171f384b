"""Tasks of an appendix that is a list and no table: numbered items that say who leads, below or in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from honglam.base.text import fold
from honglam.packs.plan.contracts import Budget, Span, Task
from honglam.packs.plan.reading import agencies, columns, dates, tables
from honglam.packs.plan.reading.blocks import Kind
from honglam.packs.plan.reading.columns import Column
from honglam.packs.plan.reading.outline import Heading, Part, Placed
from honglam.packs.plan.reading.tables import Found

_LABEL = re.compile(r"(?:^|(?<=[.;,(])\s*|[-+•]\s*)([^\W\d_][^:.;,()]{2,45}?)\s*:\s*")
_FACTS = frozenset({Column.LEAD, Column.COORDINATING, Column.DEADLINE, Column.RESULT, Column.OBJECTIVE, Column.NOTES})
_OF_TASKS = re.compile(r"nhiem vu|du an|cong viec|phan cong")


@dataclass(slots=True)
class _Item:
    """A task as it is put together: its own line, and what is said below it."""

    no: str
    title: str
    span: Span
    group: Heading | None
    facts: dict[Column, str] = field(default_factory=dict)


def read(placed: Iterable[Placed], found: Found) -> None:
    """Add the tasks of the appendices that have no table and say who leads."""
    inside = [each for each in placed if each.part is Part.APPENDIX and each.path]
    for _mark, group in groupby(inside, key=lambda each: id(each.path[0])):
        blocks = list(group)
        if any(each.block.kind is Kind.TABLE for each in blocks):
            continue
        items = list(_items(blocks))
        led = sum(Column.LEAD in item.facts for item in items)
        if led and (led >= len(items) / 2 or _OF_TASKS.search(_called(blocks))):
            found.tasks += [tables.dated(_task(item, blocks[0].path[0].mark), found) for item in items]


def _called(blocks: Sequence[Placed]) -> str:
    return fold(" ".join([blocks[0].path[0].title, *(each.block.text for each in blocks[:2])]))


def _items(blocks: Sequence[Placed]) -> Iterator[_Item]:
    item: _Item | None = None
    owner: Heading | None = None
    for each in blocks:
        heading = next((one for one in reversed(each.path[1:]) if one.mark[:1].isdigit()), None)
        group = next((one for one in reversed(each.path[1:]) if not one.mark[:1].isdigit()), None)
        text, facts = _facts(each.block.text)
        if each.block.kind is Kind.NUMBERED and each.block.mark[:1].isdigit():
            if item is not None:
                yield item
            item, owner = _Item(each.block.mark, text, each.block.span, group, facts), heading
            continue
        if heading is not None and heading is not owner:
            if item is not None:
                yield item
            item, owner = _Item(heading.mark, heading.title, each.block.span, group), heading
        if item is not None:
            item.facts = {**facts, **item.facts}
    if item is not None:
        yield item


def _facts(text: str) -> tuple[str, dict[Column, str]]:
    """Return what stands before the first label, and what the labels say."""
    labels = [(match, holds) for match in _LABEL.finditer(text) if (holds := columns.kind(match[1])) in _FACTS]
    if not labels:
        return text.strip(), {}
    ends = [match.start() for match, _holds in labels[1:]] + [len(text)]
    facts: dict[Column, str] = {}
    for (match, holds), end in zip(labels, ends, strict=True):
        facts.setdefault(holds, text[match.end() : end].strip(" .;,-+•()"))
    return text[: labels[0][0].start()].strip(" .;,-+•("), facts


def only_who(text: str) -> bool:
    """Tell whether a paragraph says nothing but who leads, who takes part and until when."""
    before, facts = _facts(text)
    return not before and bool(facts.keys() & {Column.LEAD, Column.COORDINATING, Column.DEADLINE})


def _task(item: _Item, appendix: str) -> Task:
    until = item.facts.get(Column.DEADLINE)
    return Task(
        appendix=tables.short(appendix),
        group=item.group.mark or None if item.group else None,
        group_title=item.group.title if item.group else None,
        no=item.no,
        title=item.title,
        objective=item.facts.get(Column.OBJECTIVE),
        result=item.facts.get(Column.RESULT),
        lead_agencies=agencies.split(item.facts.get(Column.LEAD, "")),
        coordinating_agencies=agencies.split(item.facts.get(Column.COORDINATING, "")),
        deadline=dates.deadline(until or ""),
        deadline_text=until,
        budget=Budget(),
        notes=item.facts.get(Column.NOTES),
        span=item.span,
        confidence=0.8,
    )
