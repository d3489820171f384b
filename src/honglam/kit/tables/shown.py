"""A list as one viewer sees it on one page: what its templates show."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from honglam.base.errors import Refusal
from honglam.kit.nav import Text
from honglam.kit.tables import cells
from honglam.kit.tables.answers import Count, Page, Row
from honglam.kit.tables.describe import CHOSEN, DATED, NUMERIC, Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Bulk:
    """What can be done with the rows that somebody chooses.

    Attributes:
        href: where they are sent: each key as `selected`, and what to do as `do`. It asks once more before it acts.
        actions: value of `do` and the words of its button, in order.
    """

    href: str
    actions: tuple[tuple[str, Text | Promise], ...]


def count_text(count: Count) -> str:
    """Return a count in words: `1.204`, `about 412.000`."""
    written = cells.number(_PLAIN, _rounded(count))
    return written if count.exact else _("about %(rows)s") % {"rows": written}


_BOX = (
    '<td class="hl-check">'
    '<input class="form-check-input" type="checkbox" name="selected" value="{}" aria-label="{}"></td>'
)
_YES = frozenset({"yes", "true", "1"})
_NAMED = 3  # of several things of which a text may speak, so many are named
_PLAIN = Column(id="count", title="", kind=Kind.NUMBER)


def _rounded(count: Count) -> int:
    """Return an estimate with two digits that mean something."""
    if count.exact:
        return count.rows
    step = int("1" + "0" * max(0, len(str(count.rows)) - 2))
    return count.rows // step * step


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with the address that orders the list by it."""

    column: Column
    href: str
    order: str  # ascending, descending or none, as aria-sort has it
    numeric: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Control:
    """An input of the filter form."""

    name: str
    label: str
    kind: str  # text, number, date, choice, several, flag, lines or reference
    value: str
    options: tuple[tuple[str, str, bool], ...] = ()
    error: str = ""
    suggest: str = ""


class Shown:
    """A list as one viewer sees it on one page."""

    def __init__(
        self,
        request: HttpRequest,
        table: Table,
        page: Page,
        refusal: Refusal | None = None,
        bulk: Bulk | None = None,
    ) -> None:
        self.table, self.page, self.query, self.bulk = table, page, page.query, bulk
        self.path, self.given = request.path, request.GET
        self.id = slugify(table.id.replace(".", "-"))
        self.columns = tuple(table.column(name) for name in page.query.columns)
        self.refusal = refusal
        self.error = _said(refusal.message, refusal) if refusal else ""
        self.remedy = _said(refusal.remedy or "", refusal) if refusal else ""

    def address(self, *, drop: tuple[str, ...] = (), **put: str) -> str:
        """Return the address of this list with words dropped and put; the place is dropped unless it is put."""
        words = QueryDict(mutable=True)
        for word, text in self.query.parameters:
            if word not in drop and word not in put:
                words.appendlist(word, text)
        for word, text in put.items():
            words[word] = text
        return f"{self.path}?{words.urlencode()}" if words else self.path

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        made = []
        for column in self.columns:
            current = column.id == self.query.sort
            order = ("descending" if self.query.descending else "ascending") if current else "none"
            turned = f"-{column.id}" if current and not self.query.descending else column.id
            href = self.address(sort=turned) if column.sort else ""
            made.append(Head(column, href, order, column.kind in NUMERIC))
        return made

    @property
    def body(self) -> SafeString:
        """The rows. Not in a template, which would take as long as the rest of the request."""
        pens = [
            cells.Pen(column, first=n == 0, words=cells.named(column, (row.values[n] for row in self.page.rows)))
            for n, column in enumerate(self.columns)
        ]
        lines = []
        for row in self.page.rows:
            written = "".join([pen.cell(value, row.key) for pen, value in zip(pens, row.values, strict=True)])
            lines.append(f"<tr>{self._box(row, pens)}{written}</tr>")
        return mark_safe("\n".join(lines))  # noqa: S308  (each cell was escaped by its pen)

    def _box(self, row: Row, pens: list[cells.Pen]) -> str:
        """Return the cell by which a row is chosen, called as the row's first cell."""
        if self.bulk is None:
            return ""
        label = _("Choose %(row)s") % {
            "row": cells.text(pens[0].column, row.values[0], pens[0].words) if pens else row.key
        }
        return format_html(_BOX, row.key, label)

    @property
    def count(self) -> str:
        """The number of rows in words."""
        return count_text(self.page.count)

    @property
    def count_href(self) -> str:
        """The address that gives the exact count; empty when it is exact already."""
        return "" if self.page.count.exact else self.address(format="count")

    @property
    def next_href(self) -> str:
        """The address of the following page."""
        return self.address(after=self.page.next) if self.page.next else ""

    @property
    def previous_href(self) -> str:
        """The address of the preceding page."""
        return self.address(before=self.page.previous) if self.page.previous else ""

    @property
    def first_href(self) -> str:
        """The address of the first page."""
        return self.address()

    @property
    def words(self) -> str:
        """The words of the address line, without the place: what makes this list again."""
        return self.address().partition("?")[2]

    @property
    def target(self) -> str:
        """What htmx replaces."""
        return f"#{self.id}"

    @property
    def csv_href(self) -> str:
        """The address of the list as CSV."""
        return self.address(format="csv")

    @property
    def density_href(self) -> str:
        """The address with rows closer together, or farther apart."""
        return self.address(drop=("density",)) if self.query.dense else self.address(density="compact")

    @property
    def clear_href(self) -> str:
        """The address without search and filters."""
        return self.address(drop=("q", *(word for column in self.table.columns for word in column.parameters)))

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter hides rows."""
        return bool(self.query.conditions or self.query.words)

    @property
    def chips(self) -> list[Chip]:
        """The filters that are on."""
        made = []
        for column in self.table.columns:
            for word in column.parameters:
                texts = [text for name, text in self.query.parameters if name == word]
                if texts:
                    label = f"{column.title} {_edge(word, column)}".strip()
                    made.append(Chip(label, self._chosen(column, word, texts), self.address(drop=(word,))))
        return made

    @property
    def controls(self) -> list[Control]:
        """The inputs of the filter form: those that are offered, that are in use and that were asked for."""
        return [self._control(column, word) for column, word in self._comparisons if self._stands(column, word)]

    @property
    def more(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What else the list can be filtered by: the title of a column, and its words with what they compare."""
        found: dict[str, list[tuple[str, str]]] = {}
        for column, word in self._comparisons:
            if not self._stands(column, word):
                said = _edge(word, column) or (_("is") if column.kind in {*CHOSEN, Kind.FLAG} else _("contains"))
                found.setdefault(str(column.title), []).append((word, f"{column.title} {said}"))
        return list(found.items())

    @property
    def asked(self) -> list[str]:
        """Words whose inputs somebody added."""
        known = {word for _column, word in self._comparisons}
        return [word for word in dict.fromkeys(self.given.getlist("with")) if word in known]

    @property
    def _comparisons(self) -> list[tuple[Column, str]]:
        return [(column, word) for column in self.table.columns for word in column.parameters]

    def _stands(self, column: Column, word: str) -> bool:
        offered = column.offered and word in column.usual_parameters
        return offered or word in self.asked or any(self.given.getlist(word))

    def _control(self, column: Column, word: str) -> Control:
        texts = self.given.getlist(word)
        kind = "number" if column.kind in NUMERIC else "date" if column.kind in DATED else "text"
        options: tuple[tuple[str, str, bool], ...] = ()
        further = word.removeprefix(f"{column.id}_") if word not in column.usual_parameters else ""
        if further == "empty" or column.kind is Kind.FLAG:
            kind = "flag"
            options = tuple((value, title, value in texts) for value, title in (("yes", _("Yes")), ("no", _("No"))))
        elif further:
            kind = "lines" if further == "in" else "text"
        elif column.choices:
            kind = "several" if "in" in column.compare else "choice"
            chosen = {part for text in texts for part in text.split(",")}
            options = tuple((value, str(title), value in chosen) for value, title in column.choices)
        elif column.kind is Kind.REFERENCE:
            kind = "reference"
        error = self.error if self.refusal is not None and self.refusal.field == word else ""
        label = f"{column.title} {_edge(word, column)}".strip()
        suggest = str(column.suggest) if kind == "reference" else ""
        return Control(word, label, kind, texts[0] if texts else "", options, error, suggest)

    def _chosen(self, column: Column, word: str, texts: list[str]) -> str:
        """Return what a filter that is on asks for, in words."""
        if word not in column.usual_parameters:
            asks_empty = word == f"{column.id}_empty"
            return (_("Yes") if texts[0] in _YES else _("No")) if asks_empty else ", ".join(texts)
        if column.kind is Kind.REFERENCE:
            keys = next((c.value for c in self.query.conditions if c.column == column.id and c.operator == "in"), ())
            words = cells.named(column, keys)
            return ", ".join(str(words.get(key, key)) for key in keys[:_NAMED]) + (" …" if len(keys) > _NAMED else "")
        return _chosen(column, texts)

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """All columns, and whether each is shown."""
        return [(column, column.id in self.query.columns) for column in self.table.columns]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Words that the filter form carries on without showing them."""
        return [(word, text) for word, text in self.query.parameters if word in {"sort", "columns", "size", "density"}]

    @property
    def kept_without_columns(self) -> list[tuple[str, str]]:
        """Words that the choice of columns carries on."""
        return [(word, text) for word, text in self.query.parameters if word != "columns"]

    @property
    def is_filtering(self) -> bool:
        """Whether the filter form must be open: an input cannot be meant, or one has just been added."""
        return bool(self.asked) or any(control.error for control in self.controls)


def _edge(word: str, column: Column) -> str:
    edges = {"min": _("from"), "from": _("from"), "max": _("to"), "to": _("to")}
    edges |= {"starts": _("begins with"), "in": _("is one of"), "empty": _("is empty")}
    return edges.get(word.rpartition("_")[2], "") if word != column.id else ""


def _chosen(column: Column, texts: list[str]) -> str:
    values = [part for text in texts for part in (text.split(",") if column.choices else [text])]
    if column.kind is Kind.FLAG:
        return _("Yes") if values[0] in _YES else _("No")
    return ", ".join(cells.text(column, value) if column.choices else value for value in values)


def _said(message: str, refusal: Refusal) -> str:
    said = _(message) if message else ""
    return said % refusal.params if refusal.params else said
