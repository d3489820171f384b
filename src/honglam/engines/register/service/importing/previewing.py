"""What a dry run shows: the first mistakes, how often each was made, and the first rows as they will be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from honglam.engines.register.contracts.imports import Counts, Preview, Report, WrongCell
from honglam.engines.register.service import checking
from honglam.engines.register.service.importing import judging, landing
from honglam.engines.register.service.importing.judging import Judging

_WRONG = 200
_KINDS = 30
_ROWS = 20


@dataclass(slots=True)
class Rows:
    """The first rows, and what becomes of them as chunks are compared."""

    of: Judging
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    verdicts: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = self.of.base.execute(f"SELECT * FROM judged ORDER BY row LIMIT {_ROWS}").fetchall()  # noqa: S608  (numbers of ours)

    def note(self) -> None:
        """Note what becomes of the first rows that are in the session."""
        open_ = [row[0] for row in self.rows if row[0] not in self.verdicts]
        if open_:
            self.verdicts |= landing.verdicts(open_)


def report(of: Judging, counts: Counts, preview: Rows) -> Report:
    """Return what is kept of a dry run."""
    return Report(counts=counts, wrong=_wrong(of), kinds=_kinds(of), preview=_preview(of, preview))


def _wrong(of: Judging) -> tuple[WrongCell, ...]:
    found = of.base.execute(
        f'SELECT row, "column", wrong FROM faults ORDER BY row, "column" LIMIT {_WRONG}'  # noqa: S608
    ).fetchall()
    texts = {}
    for row, at, _number in found:
        if at >= 0 and (row, at) not in texts:
            texts[row, at] = of.base.execute(f"SELECT f{at} FROM typed WHERE row = ?", [row]).fetchone()[0]  # noqa: S608
    return tuple(_cell(of, row, at, number, texts.get((row, at))) for row, at, number in found)


def _cell(of: Judging, row: int, at: int, number: int, text: str | None) -> WrongCell:
    wrong = of.wrong[number]
    return WrongCell(
        row=row,
        column=of.columns[at].heading if at >= 0 else "",
        field=wrong.field,
        text=(text or "")[:120],
        message=wrong.message,
        remedy=wrong.remedy,
        params={name: str(value) for name, value in wrong.params.items()},
    )


def _kinds(of: Judging) -> tuple[tuple[str, str, int], ...]:
    counted: dict[tuple[str, str], int] = {}
    for number, often in of.base.execute("SELECT wrong, count(*) FROM faults GROUP BY 1").fetchall():
        mark = (of.wrong[number].field, of.wrong[number].message)
        counted[mark] = counted.get(mark, 0) + often
    ordered = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return tuple((name, message, often) for (name, message), often in ordered[:_KINDS])


def _preview(of: Judging, preview: Rows) -> tuple[Preview, ...]:
    typed = [judging.values(of, row[1:]) for row in preview.rows]
    words = checking.words_of(of.register, typed)
    return tuple(
        Preview(row=row[0], verdict=preview.verdicts.get(row[0], "refused"), words=said)
        for row, said in zip(preview.rows, words, strict=True)
    )
