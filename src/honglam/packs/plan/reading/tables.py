"""Rows of appendix tables, put together again where a page cut them, with the groups that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.packs.plan.contracts import Budget, Doubt, Span, Task
from honglam.packs.plan.reading import agencies, aims, columns, dates, tidying
from honglam.packs.plan.reading.blocks import Block, Kind
from honglam.packs.plan.reading.columns import Column, Head
from honglam.packs.plan.reading.outline import Part, Placed

_MARK = re.compile(r"([IVXLC]{1,6}|[A-H]|\d{1,3}(?:\.\d{1,3})*|[a-zđ])\s*[.)]?")
_MARKED = re.compile(r"([IVXLC]{1,6}|[A-H])\s*[.)]?\s+(?=\S)")
_SUB = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)\s*[.)]?\s+(?=\S)")
_OPEN_END = re.compile(r"[.;:!?…)”\"]\s*$")
_COORDINATING = re.compile(r"(?:cơ quan|đơn vị)?\s*phối hợp(?: thực hiện)?\s*:?", re.IGNORECASE)
_LEADING = re.compile(r"^\W*(?:cơ quan|đơn vị)?\s*chủ trì(?: thực hiện)?\s*:\s*", re.IGNORECASE)
_SUMS = frozenset({"tong cong", "tong so", "tong", "cong"})


@dataclass(slots=True)
class _Row:
    """A row with one text a column, and its number."""

    no: str
    cells: list[str]
    orphan: bool = False


@dataclass(slots=True)
class _Group:
    no: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Found:
    """What the tables of a document hold."""

    year: int | None = None
    tasks: list[Task] = field(default_factory=list)
    warnings: list[Doubt] = field(default_factory=list)


def read(placed: Iterable[Placed], year: int | None = None) -> Found:
    """Return the tasks of all tables with a column of tasks; a table without a head goes on with the one before.

    Args:
        placed: the blocks of the document.
        year: of the plan, for deadlines that name only a month or a quarter.
    """
    found, head, before = Found(year), None, ""
    for each in placed:
        if each.block.kind is not Kind.TABLE:
            before, head = f"{before} {each.block.text}"[-300:], head if each.part is Part.APPENDIX else None
            continue
        own = columns.of(each.block.rows, before)
        head = own or (head if head and _fits(each.block, head) else None)
        if head is None or Column.TITLE not in head.known or aims.is_of(head):
            continue
        _read_table(each, head, 0 if own is None else head.rows, found)
        before = ""
    return found


def _fits(block: Block, head: Head) -> bool:
    return max(len(row) for row in block.rows) <= len(head.columns)


def _read_table(placed: Placed, head: Head, first: int, found: Found) -> None:
    appendix = placed.path[0].mark if placed.part is Part.APPENDIX and placed.path else None
    group = _Group()
    rows = list(_rows(placed.block, head, first))
    for at, row in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else None
        title = tidying.plain(_cell(row, head, Column.TITLE))
        if fold(title).strip(" .:") in _SUMS or not (title or row.no):
            continue
        if _is_group(row, head, following):
            no, name = row.no or None, title
            if group.no == no and no:
                message = N_("Two groups have the number %(number)s: “%(first)s” and “%(second)s”.")
                params = {"number": no, "first": group.title, "second": name}
                found.warnings.append(Doubt(placed.block.span, message, params))
            group = _Group(no, name)
            continue
        task = _task(row, head, short(appendix), group, placed.block.span)
        found.tasks.append(dated(task, found))
        if row.orphan:
            message = N_("The row “%(text)s” has no number; it was read as a task of its own.")
            found.warnings.append(Doubt(placed.block.span, message, {"text": title[:80]}))


def short(mark: str | None) -> str | None:
    """Return the number of an appendix; its word where it has none."""
    if mark is None:
        return None
    number = re.search(r"([IVXLC]+|\d+|[A-H])$", mark)
    return number[1] if (number and not mark.isupper()) or (number and " " in mark) else mark


def _rows(block: Block, head: Head, first: int) -> Iterator[_Row]:
    """Yield the rows of a table whole."""
    width, last = len(head.columns), None
    for cells in block.rows[first:]:
        if columns.is_numbering(cells) or columns.is_repeated(cells, head) or not any(cell.strip() for cell in cells):
            continue
        row = _row(_even(cells, width), head)
        if last is not None and _continues(row, last, head):
            last.cells = [_added(one, two) for one, two in zip(last.cells, row.cells, strict=True)]
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _even(cells: list[str], width: int) -> list[str]:
    """Return as many cells as there are columns; what stands in one merged cell is kept once."""
    found = list(cells[:width]) + [""] * (width - len(cells))
    if len(cells) > width:
        found[-1] = " ".join((found[-1], *cells[width:]))
    filled = [cell for cell in found if cell]
    if len(filled) > 2 and len(set(filled[1:])) == 1:  # a heading over the whole width, as word processors repeat it
        found = [found[0] if found[0] != filled[-1] else "", filled[-1]] + [""] * (width - 2)
    return found


def _row(cells: list[str], head: Head) -> _Row:
    places = head.at(Column.NO)
    no = tidying.plain(cells[places[0]]) if places else ""
    title = head.at(Column.TITLE)[0]
    if places and not _MARK.fullmatch(no):
        if no and not cells[title].strip() and (match := _MARKED.match(no)):  # "II Hạ tầng số": number and words in one
            cells[title], no = no[match.end() :], match[1]
        elif no and not cells[title].strip():
            cells[title], no = no, ""
    if not no and (match := _SUB.match(tidying.plain(cells[title]))):
        no, cells[title] = match[1], tidying.plain(cells[title])[match.end() :]
    if places:
        cells[places[0]] = ""
    return _Row(no.strip(" .)"), cells)


def _continues(row: _Row, last: _Row, head: Head) -> bool:
    """Tell whether a row is the rest of the one before, cut by the edge of a page."""
    if row.no:
        return False
    title = tidying.plain(_cell(row, head, Column.TITLE))
    if not title:
        return True
    facts = [column for column in (Column.LEAD, Column.DEADLINE) if _cell(row, head, column).strip()]
    starts_low = title[:1].islower() or title[:1] in "-–•+(,;"
    if starts_low or (
        not facts
        and not _OPEN_END.search(_cell(last, head, Column.TITLE))
        and not title.isupper()
        and bool(last.no)
        and len(title) < 40
        and _any_open(last, row)
    ):
        return True
    row.orphan = bool(facts) or bool(
        any(row.cells[place].strip() for place in head.at(Column.OBJECTIVE) + head.at(Column.RESULT))
    )
    return False


def _any_open(last: _Row, row: _Row) -> bool:
    """Tell whether a cell of the row before ends in the middle of a sentence that goes on here."""
    pairs = zip(last.cells, row.cells, strict=True)
    return any(
        one.strip() and two.strip() and not _OPEN_END.search(one) and tidying.plain(two)[:1].islower()
        for one, two in pairs
    )


def _added(one: str, two: str) -> str:
    if not one.strip() or not two.strip():
        return one or two
    joint = " " if not _OPEN_END.search(one) and tidying.plain(two)[:1].islower() else "\n"
    return f"{one}{joint}{two}"


def _cell(row: _Row, head: Head, column: Column) -> str:
    return "\n".join(row.cells[place] for place in head.at(column) if row.cells[place].strip())


def _is_group(row: _Row, head: Head, following: _Row | None) -> bool:
    """Tell whether a row is the heading of those below: it says nothing but its number and words."""
    title = head.at(Column.TITLE)[0]
    money = set(head.at(Column.MONEY))
    others = [cell for place, cell in enumerate(row.cells) if place != title and place not in money and cell.strip()]
    if others:
        return False
    if re.fullmatch(r"[IVXLC]{1,6}|[A-H]", row.no):
        return True
    if not row.no:
        return not row.orphan and (row.cells[title].isupper() or following is not None)
    if following is None or not following.no:
        return False
    return following.no.startswith(f"{row.no}.") or (
        row.no.isdigit() and re.fullmatch(r"[a-zđ]", following.no) is not None
    )


def _task(row: _Row, head: Head, appendix: str | None, group: _Group, span: Span) -> Task:
    leading, coordinating = _agencies(row, head)
    printed = tidying.plain(_cell(row, head, Column.DEADLINE))
    sure = 1.0 if row.no and leading else 0.8
    return Task(
        appendix=appendix,
        group=group.no,
        group_title=group.title,
        no=row.no or None,
        title=tidying.plain(_cell(row, head, Column.TITLE)),
        objective=_text(row, head, Column.OBJECTIVE),
        result=_text(row, head, Column.RESULT),
        lead_agencies=leading,
        coordinating_agencies=coordinating,
        deadline=dates.deadline(printed),
        deadline_text=printed or None,
        budget=_budget(row, head),
        notes=_text(row, head, Column.NOTES),
        span=span,
        confidence=sure,
    )


def dated(task: Task, found: Found) -> Task:
    """Return a task whose deadline names no year with the day that it has in the year of the plan; it is said once."""
    if task.deadline or not task.deadline_text or not found.year:
        return task
    until = dates.within(task.deadline_text, found.year)
    if until is None:
        return task
    message = N_("Deadlines without a year, as “%(text)s”, were read in the year of the plan, %(year)s.")
    if not any(doubt.message == message for doubt in found.warnings):
        found.warnings.append(Doubt(task.span, message, {"text": task.deadline_text, "year": found.year}))
    return replace(task, deadline=until, confidence=min(task.confidence, 0.9))


def _text(row: _Row, head: Head, column: Column) -> str | None:
    return tidying.lines(_cell(row, head, column)) or None


def _agencies(row: _Row, head: Head) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who leads and who takes part; some tables name both in one column, with the words between."""
    cell, others = _cell(row, head, Column.LEAD), _cell(row, head, Column.COORDINATING)
    plain = tidying.lines(cell)
    if not others and (match := _COORDINATING.search(plain)) and match.start() > 0:
        cell, others = plain[: match.start()], plain[match.end() :]
    return agencies.split(_LEADING.sub("", tidying.lines(cell))), agencies.split(others)


def _budget(row: _Row, head: Head) -> Budget:
    total, by_source = None, {}
    for place in head.at(Column.MONEY):
        amount = _amount(row.cells[place], head.factor)
        if amount is None:
            continue
        name = columns.source(head.words[place])
        if name and len(head.at(Column.MONEY)) > 1:
            by_source[name] = amount
        else:
            total = amount
    if total is None and by_source:
        total = sum(by_source.values(), Decimal(0))
    return Budget(total, by_source)


def _amount(cell: str, factor: Decimal | None) -> Decimal | None:
    """Return an amount in million đồng; None for words, and where no unit is known."""
    plain = tidying.plain(cell)
    match = re.fullmatch(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d+))?\s*(tỷ|tỉ|triệu|tr)?(?:\s*đồng|đ)?", plain)
    unit = (
        {"tỷ": Decimal(1000), "tỉ": Decimal(1000), "triệu": Decimal(1), "tr": Decimal(1)}.get(match[3] or "", factor)
        if match
        else None
    )
    if match is None or unit is None:
        return None
    try:
        return (Decimal(re.sub(r"[. ]", "", match[1]) + (f".{match[2]}" if match[2] else "")) * unit).normalize() + 0
    except InvalidOperation:
        return None
