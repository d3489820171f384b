"""What a list looks like, said once: its columns, what may be sorted, filtered and searched, whose rows are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from honglam.kit.nav import Text

# Words of the address line that belong to the list itself; no column may be called so.
RESERVED = frozenset({"sort", "q", "after", "before", "columns", "size", "count", "density", "format", "key", "with"})
SIZE_MAX = 200


class Kind(StrEnum):
    """What a column holds; it decides how values are written, sorted, filtered and aligned."""

    TEXT = "text"  # sorted as a Vietnamese dictionary does
    PERSON = "person"  # a person's name: sorted by the given name
    CODE = "code"  # sorted by code points, filtered by its beginning
    NUMBER = "number"
    MONEY = "money"  # whole đồng
    DATE = "date"
    MOMENT = "moment"  # a date with a time, shown in Vietnam's time
    FLAG = "flag"  # yes or no
    CHOICE = "choice"  # one of `choices`
    STATUS = "status"  # one of `choices`, named as in kit.statuses
    REFERENCE = "reference"  # the key of something else, called by `words` and found by `find`


NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY})
DATED = frozenset({Kind.DATE, Kind.MOMENT})
CHOSEN = frozenset({Kind.CHOICE, Kind.STATUS})
FURTHER = ("starts", "in", "empty")  # comparisons that a column may offer beside that of its kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        id: its name in addresses, JSON and CSV.
        title: the head of the column.
        help: what the values mean and in which unit; feeds the API's document.
        kind: what it holds.
        source: path to the field from the model (`commune__name`); the id when empty.
        sort: whether the list can be ordered by it.
        sort_source: path to a stored key by which to order, where computing it for each row would be too slow.
        filter: whether the list can be filtered by it.
        choices: value and word, for choices and statuses.
        shown: whether it stands in the list before anybody has chosen columns.
        decimals: digits after the comma; as many as there are when None.
        unit: written after a number.
        link: name of the page that a cell opens, given the key of the row.
        link_args: what the address of that page needs before the key.
        words: what people call values, looked up once for a page; what it does not know is written as its kind is.
        find: keys that a text typed into the filter of a reference may mean; the key itself is one of them.
        suggest: address that suggests while one types, for a reference.
        compare: further comparisons by which it is filtered: `starts`, `in` (one of several), `empty`.
        offered: its filter stands in the form before anybody has asked for it.
        masked: a mark stands where there is a value, which does not leave the database.
    """

    id: str
    title: Text | Promise
    help: Text | Promise = ""
    kind: Kind = Kind.TEXT
    source: str = ""
    sort: bool = True
    sort_source: str = ""
    filter: bool = False
    choices: tuple[tuple[str, Text | Promise], ...] = ()
    shown: bool = True
    decimals: int | None = None
    unit: Text | Promise = ""
    link: str = ""
    link_args: tuple[str, ...] = ()
    words: Callable[[Sequence[Any]], Mapping[Any, Text | Promise]] | None = None
    find: Callable[[str], Sequence[str]] | None = None
    suggest: Text | Promise = ""
    compare: tuple[str, ...] = ()
    offered: bool = True
    masked: bool = False

    @property
    def path(self) -> str:
        """Path to the field."""
        return self.source or self.id

    @property
    def parameters(self) -> tuple[str, ...]:
        """The words of the address line by which it is filtered."""
        further = tuple(f"{self.id}_{word}" for word in self.compare if not (word == "in" and self.choices))
        return (*self.usual_parameters, *further) if self.filter else ()

    @property
    def usual_parameters(self) -> tuple[str, ...]:
        """Those of its kind, without the further comparisons."""
        if not self.filter:
            return ()
        if self.kind in NUMERIC:
            return (f"{self.id}_min", f"{self.id}_max")
        if self.kind in DATED:
            return (f"{self.id}_from", f"{self.id}_to")
        return (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One list.

    Attributes:
        id: `<room>.<word>`.
        title: over the list.
        columns: in the order in which they stand.
        order: id of the column by which the list is ordered at first; a minus before it means descending.
        key: path to a column that is unique, never null and never changes.
        search: paths to the texts that the search box looks through, accents or not.
        search_source: path to a stored text, already folded, that holds all that is searched; instead of `search`.
        scope: path to the column that holds the path of the agency to which a row belongs; it must have collation "C".
        holder: path to the column that holds the account id of who holds the row, for permissions of scope `own`.
        permission: whose reach over agencies limits the rows; needed with `scope`.
        size: rows on a page at first.
        empty: what will stand here when there is something, and how to begin.
    """

    id: str
    title: Text | Promise
    columns: tuple[Column, ...]
    order: str
    key: str = "id"
    search: tuple[str, ...] = ()
    search_source: str = ""
    scope: str = ""
    holder: str = ""
    permission: str = ""
    size: int = 50
    empty: Text | Promise = ""

    def __post_init__(self) -> None:
        """Refuse a description that cannot work; it is the programmer who reads this."""
        ids = [column.id for column in self.columns]
        taken = [word for column in self.columns for word in column.parameters]
        if not all(name.isidentifier() for name in ids):
            raise ValueError(f"table {self.id}: a column's id is a plain word")
        if len(set(ids)) != len(ids) or len(set(taken)) != len(taken) or RESERVED & {*ids, *taken}:
            raise ValueError(f"table {self.id}: two columns share a name, or one has a name of the list itself")
        if self.order.lstrip("-") not in ids or not self.column(self.order.lstrip("-")).sort:
            raise ValueError(f"table {self.id}: its order is not a column that can be sorted")
        if bool(self.scope) != bool(self.permission):
            raise ValueError(
                f"table {self.id}: a scope needs the permission that reaches over it, and the other way round"
            )
        if self.holder and not self.scope:
            raise ValueError(f"table {self.id}: rows that somebody holds belong to an agency too; name the scope")
        if not 1 <= self.size <= SIZE_MAX:
            raise ValueError(f"table {self.id}: a page holds 1 to {SIZE_MAX} rows")
        for column in self.columns:
            if fault := _fault(column):
                raise ValueError(f"table {self.id}: {column.id}: {fault}")

    def column(self, column_id: str) -> Column:
        """Return a column by its id; KeyError when there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the columns that stand there at first."""
        return tuple(column.id for column in self.columns if column.shown)

    @property
    def searchable(self) -> bool:
        """Whether there is anything to look through."""
        return bool(self.search or self.search_source)


def _fault(column: Column) -> str:
    """Return why a column cannot work; empty when it can."""
    if column.kind in CHOSEN and column.filter and not column.choices:
        return "there is nothing to choose from"
    if column.kind is Kind.REFERENCE and column.filter and column.find is None:
        return "there is nothing by which a reference is found"
    if column.masked and column.sort:
        return "its order would tell what is masked"
    return "" if set(column.compare) <= set(FURTHER) else "it is compared in a way that is not known"
