"""What somebody asks of a list, read from the address line. What cannot be meant is refused, naming the word."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Any

import orjson
from django.conf import settings
from django.http import QueryDict

from honglam.base.errors import Refusal
from honglam.base.money import parse_number
from honglam.base.text import clean, fold
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.kit.tables.describe import CHOSEN, DATED, NUMERIC, SIZE_MAX, Column, Kind, Table

SEARCH_MAX = 200  # letters
WORDS_MAX = 8
CHOICES_MAX = 50
SEVERAL_MAX = 200
_BIGGEST = Decimal(10) ** 18  # fits a bigint column


class Want(StrEnum):
    """In which form the answer is wanted."""

    PAGE = "page"
    JSON = "json"
    CSV = "csv"
    COUNT = "count"  # the exact number of rows, nothing else


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a column, how it is compared, and with what.

    `in`, `starts` (code points), `begins` (folded), `has`, `min`, `max`, `is`; `empty` and `filled` with nothing.
    """

    column: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: sort value (None for none) and key of the row beside it, as PostgreSQL writes them."""

    value: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a list. Everything in it has been checked.

    Attributes:
        sort: id of the column by which to order.
        descending: the other way round.
        conditions: filters, all of which must hold.
        words: folded words, each of which must be found.
        search: the search as it was typed, for showing.
        after: show what follows this place.
        before: show what precedes it.
        columns: ids of the chosen columns, in the table's order.
        size: rows on a page.
        dense: whether rows stand close together.
        want: the form of the answer.
        parameters: the words of the address line that made it, without the place, for links.
    """

    sort: str
    descending: bool = False
    conditions: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()
    search: str = ""
    after: Cursor | None = None
    before: Cursor | None = None
    columns: tuple[str, ...] = ()
    size: int = 50
    dense: bool = False
    want: Want = Want.PAGE
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> str:
        """The order as the address line has it: `-area`."""
        return f"-{self.sort}" if self.descending else self.sort


def default(table: Table, want: Want = Want.PAGE) -> Query:
    """Return what is asked when nothing is said."""
    order, columns = table.order, _columns(table, [], want)
    return Query(order.lstrip("-"), order.startswith("-"), columns=columns, size=table.size, want=want)


def parse(table: Table, given: QueryDict, want: Want = Want.PAGE) -> Query:
    """Read the address line. Words that the list does not know are left alone.

    Raises:
        Refusal: a value cannot be meant; `field` is the word.
    """
    if not given:
        return default(table, want)
    sort, descending = _sort(table, given.get("sort", ""))
    search = _search(table, given.get("q", ""))
    words = tuple(fold(search).split()[:WORDS_MAX])
    order = f"-{sort}" if descending else sort
    return Query(
        sort=sort,
        descending=descending,
        conditions=tuple(found for column in table.columns for found in _conditions(column, given)),
        words=words,
        search=search,
        after=_cursor(table, order, given, "after"),
        before=None if given.get("after") else _cursor(table, order, given, "before"),
        columns=_columns(table, given.getlist("columns"), want),
        size=_size(table, given.get("size", "")),
        dense=given.get("density") == "compact",
        want=want,
        parameters=_kept(table, given),
    )


def sealed(table: Table, order: str, cursor: Cursor) -> str:
    """Return a cursor as it stands in addresses. It is sealed, so that only places that we gave out come back."""
    body = orjson.dumps([cursor.value, cursor.key])
    return urlsafe_b64encode(_seal(table.id, order, body) + body).rstrip(b"=").decode()


def _seal(table_id: str, order: str, body: bytes) -> bytes:
    return blake2b(f"{table_id} {order} ".encode() + body, key=_seal_key(), digest_size=9).digest()


@lru_cache(maxsize=1)
def _seal_key() -> bytes:
    return sha256(b"honglam.kit.tables " + settings.SECRET_KEY.encode()).digest()


def _cursor(table: Table, order: str, given: Mapping[str, str], word: str) -> Cursor | None:
    text = given.get(word, "")
    if not text:
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        seal, body = raw[:9], raw[9:]
        if not hmac.compare_digest(seal, _seal(table.id, order, body)):
            raise ValueError("not ours")  # noqa: TRY301  (one answer to all that cannot be a cursor)
        value, key = orjson.loads(body)
    except (ValueError, TypeError):
        raise Refusal(
            N_("This place in the list is not known."), field=word, remedy=N_("Begin again at the first page.")
        ) from None
    return Cursor(value, key)


def _sort(table: Table, text: str) -> tuple[str, bool]:
    text = text or table.order
    column = next((c for c in table.columns if c.id == text.removeprefix("-")), None)
    if column is None or not column.sort:
        raise Refusal(
            N_("The list cannot be ordered by “%(name)s”."),
            field="sort",
            remedy=N_("Order it by one of its columns."),
            params={"name": clean(text)[:60]},
        )
    return column.id, text.startswith("-")


def _search(table: Table, text: str) -> str:
    if not text or not table.searchable:
        return ""
    if len(text) > SEARCH_MAX:
        raise Refusal(N_("This is too long to search for."), field="q", remedy=N_("Type a few words."))
    return clean(text)


def _columns(table: Table, given: list[str], want: Want) -> tuple[str, ...]:
    """Return the chosen columns; people see the usual ones when nothing is chosen, machines see all."""
    chosen = {word for text in given for word in text.split(",") if word}
    known = tuple(column.id for column in table.columns)
    return tuple(name for name in known if name in chosen) or (known if want is Want.JSON else table.shown)


def _size(table: Table, text: str) -> int:
    if not text:
        return table.size
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= SIZE_MAX):
        raise Refusal(
            N_("A page holds 1 to %(most)s rows."),
            field="size",
            remedy=N_("Give a number between them."),
            params={"most": SIZE_MAX},
        )
    return int(text)


def _kept(table: Table, given: QueryDict) -> tuple[tuple[str, str], ...]:
    """Return what links must carry on: everything that the list knows, except the place."""
    known = {"sort", "q", "columns", "size", "density", *(p for c in table.columns for p in c.parameters)}
    return tuple((word, text) for word, texts in given.lists() if word in known for text in texts if text)


def _conditions(column: Column, given: QueryDict) -> list[Condition]:
    found = []
    for word in column.parameters:
        texts = [text for text in given.getlist(word) if text.strip()]
        if texts:
            operator = word.removeprefix(column.id).removeprefix("_")
            found.append(_FURTHER.get(operator, _READERS[column.kind])(column, operator, word, texts))
    return found


def _number(column: Column, operator: str, word: str, texts: list[str]) -> Condition:
    try:  # machines write 1234.5; people write 1.234,5
        number = Decimal(texts[0]) if _plain(texts[0]) else parse_number(texts[0], field=word)
    except ArithmeticError:
        number = parse_number(texts[0], field=word)
    if abs(number) >= _BIGGEST or (number and number.adjusted() < -30):
        raise Refusal(N_("This number is too large."), field=word, remedy=N_("Check the number of zeros."))
    return Condition(column.id, operator, number)


def _plain(text: str) -> bool:
    """Tell whether a number is written as machines do; `1.234` is left to people: it is over a thousand."""
    whole, dot, fraction = text.strip().lstrip("-").partition(".")
    return (
        whole.isascii()
        and whole.isdigit()
        and (not dot or (fraction.isascii() and fraction.isdigit() and len(fraction) != 3))
    )


def _date(column: Column, operator: str, word: str, texts: list[str]) -> Condition:
    text = clean(texts[0])
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = parse_date(text, field=word)
    if not 1 < day.year < 9999:
        raise Refusal(N_("There is no such date here."), field=word, remedy=N_("Check the year."))
    return Condition(column.id, {"from": "min", "to": "max"}[operator], day)


def _flag(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if texts[0] not in known:
        raise Refusal(N_("This must be yes or no."), field=word)
    return Condition(column.id, "is", known[texts[0]])


def _choice(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    allowed = {value for value, _word in column.choices}
    chosen = tuple(dict.fromkeys(part for text in texts for part in text.split(",") if part))[:CHOICES_MAX]
    if not set(chosen) <= allowed or not chosen:
        raise Refusal(N_("This is not among the choices."), field=word, remedy=N_("Choose from the list."))
    return Condition(column.id, "in", chosen)


def _text(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    if len(texts[0]) > SEARCH_MAX:
        raise Refusal(N_("This is too long to search for."), field=word, remedy=N_("Type a few words."))
    if column.kind is Kind.CODE:
        return Condition(column.id, "starts", clean(texts[0]))
    return Condition(column.id, "has", tuple(fold(clean(texts[0])).split()[:WORDS_MAX]))


def _reference(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    if any(len(text) > SEARCH_MAX for text in texts):
        raise Refusal(N_("This is too long to search for."), field=word, remedy=N_("Type a few words."))
    keys = dict.fromkeys(
        key for text in texts[:CHOICES_MAX] for key in (column.find(clean(text)) if column.find else ())
    )
    if not keys:
        raise Refusal(
            N_("Nothing is called “%(name)s”."),
            field=word,
            remedy=N_("Type a part of its name."),
            params={"name": clean(texts[0])[:60]},
        )
    return Condition(column.id, "in", tuple(keys))


def _begins(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    if len(texts[0]) > SEARCH_MAX:
        raise Refusal(N_("This is too long to search for."), field=word, remedy=N_("Type a few words."))
    return Condition(column.id, "begins", fold(clean(texts[0])))


def _several(column: Column, _operator: str, word: str, texts: list[str]) -> Condition:
    """One of several texts, each on a line of its own or after a comma, as they are copied from elsewhere."""
    parts = (clean(part) for text in texts for part in re.split(r"[;,\n]", text))
    chosen = tuple(dict.fromkeys(part for part in parts if part))
    if not 1 <= len(chosen) <= SEVERAL_MAX:
        raise Refusal(
            N_("1 to %(most)s values can be looked for at once."),
            field=word,
            remedy=N_("Separate them by commas."),
            params={"most": SEVERAL_MAX},
        )
    return Condition(column.id, "in", chosen)


def _empty(column: Column, operator: str, word: str, texts: list[str]) -> Condition:
    return Condition(column.id, "empty" if _flag(column, operator, word, texts).value else "filled", None)


_FURTHER: dict[str, Callable[[Column, str, str, list[str]], Condition]] = {
    "starts": _begins,
    "in": _several,
    "empty": _empty,
}
_READERS: dict[Kind, Callable[[Column, str, str, list[str]], Condition]] = {
    **dict.fromkeys(NUMERIC, _number),
    **dict.fromkeys(DATED, _date),
    **dict.fromkeys(CHOSEN, _choice),
    **dict.fromkeys((Kind.TEXT, Kind.PERSON, Kind.CODE), _text),
    Kind.FLAG: _flag,
    Kind.REFERENCE: _reference,
}
