"""Rows of a list of people, read as a clerk would: what each means, what is wrong with it, what would happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from honglam.base.access import Viewer
from honglam.base.errors import Refusal
from honglam.base.text import fold
from honglam.base.time import parse_date
from honglam.base.words import N_
from honglam.core.identity.contracts import Finding, ImportedRow, PersonalFields, PersonEntry, PostEntry
from honglam.core.identity.models import Agency, Person, Position
from honglam.core.identity.service import agencies_match, entering, giving, roles
from honglam.kit.sheets import Sheet, text

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("ho va ten", "ho ten", "ho va ten can bo", "ho ten can bo", "ten can bo", "full name", "name", "ten"),
    "family": ("ho dem", "ho va ten dem", "ho va dem", "ho lot", "ho va chu lot", "ho"),
    "staff_code": (
        "ma can bo",
        "ma cb",
        "ma cbcc",
        "ma so can bo",
        "ma nhan vien",
        "ma nv",
        "so hieu cong chuc",
        "staff code",
    ),
    "username": ("ten dang nhap", "tai khoan", "ten tai khoan", "user name", "username"),
    "phone": (
        "dien thoai",
        "so dien thoai",
        "sdt",
        "so dt",
        "dt",
        "di dong",
        "dien thoai di dong",
        "so dien thoai di dong",
        "dt di dong",
        "dtdd",
        "dien thoai lien he",
        "phone",
        "mobile",
    ),
    "email": (
        "email",
        "e mail",
        "thu dien tu",
        "dia chi email",
        "hop thu dien tu",
        "hop thu cong vu",
        "dia chi thu dien tu",
    ),
    "personal_number": (
        "so dinh danh",
        "so dinh danh ca nhan",
        "ma dinh danh",
        "cccd",
        "so cccd",
        "can cuoc",
        "so can cuoc",
        "can cuoc cong dan",
        "so can cuoc cong dan",
        "personal number",
    ),
    "agency": (
        "co quan",
        "don vi",
        "co quan don vi",
        "don vi cong tac",
        "co quan cong tac",
        "noi cong tac",
        "ten co quan",
        "ten don vi",
        "agency",
    ),
    "unit": ("phong", "phong ban", "bo phan", "phong chuyen mon", "phong bo phan", "unit"),
    "position": ("chuc vu", "chuc danh", "chuc vu chuc danh", "chuc danh chuc vu", "vi tri viec lam", "position"),
    "roles": ("vai tro", "nhom quyen", "quyen", "role", "roles"),
    "valid_from": (
        "tu ngay",
        "ngay bat dau",
        "ngay bo nhiem",
        "ngay nhan nhiem vu",
        "ngay hieu luc",
        "ngay vao",
        "from",
    ),
}
_SECRET = ("phone", "email", "personal_number")
_SERIAL = (20_000, 80_000)  # days since 30/12/1899 that a spreadsheet's number may mean: 1954 to 2119
_EPOCH = date(1899, 12, 30)


@dataclass
class Row:
    """A row while it is read."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    person: PersonEntry | None = None
    post: PostEntry | None = None
    known: int | None = None
    finding: Finding = Finding.WRONG

    def wrong(self, column: str, refusal: Refusal) -> None:
        """Note what is wrong in a column."""
        self.faults.append((column, refusal.message, dict(refusal.params)))

    def shown(self) -> ImportedRow:
        """Return the row as pages show it, personal fields masked."""
        hidden = entering.masked(PersonalFields(*(self.values.get(name, "") for name in _SECRET)))
        values = self.values | {name: getattr(hidden, name) for name in _SECRET if name in self.values}
        where = self.post.agency if self.post else ""
        return ImportedRow(self.number, self.finding, self.values.get("name", ""), where, values, tuple(self.faults))


class Reader:
    """Reads the rows of a sheet for one viewer, asking for each agency, position and right once."""

    def __init__(self, sheet: Sheet, *, home: Agency, role: str, viewer: Viewer, on: date) -> None:
        self.sheet, self.home, self.role, self.viewer, self.on = sheet, home, role, viewer, on
        self._agencies: dict[str, Agency | Refusal] = {}
        self._gifts: dict[tuple[int, int, tuple[str, ...]], Refusal | None] = {}
        self._positions = {fold(p.name): p.key for p in Position.objects.all()}
        self._roles = {fold(word): r.id for r in roles.roles() if not r.ended for word in (r.id, r.name)}
        self._seen: dict[tuple[str, str], int] = {}
        self._new_names: set[str] = set()

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold anything."""
        for number in range(self.sheet.head + 1, len(self.sheet.cells)):
            cells = self.sheet.cells[number]
            raw = {c: cells[at] if at < len(cells) else None for c, at in self.sheet.columns.items()}
            if self._is_person(raw):
                yield self._row(number + 1, raw)

    def _is_person(self, raw: dict[str, Any]) -> bool:
        """Pass over blank rows, headings and their numbers repeated, and titles of groups merged over a row."""
        filled = [text(cell) for cell in raw.values() if text(cell)]
        titles = {text(self.sheet.cells[self.sheet.head][at]) for at in self.sheet.columns.values()}
        merged = len(filled) > 1 and len(set(filled)) == 1
        numbered = all(word.isdigit() and len(word) < 3 for word in filled)
        return bool(filled) and not (merged or numbered or set(filled) <= titles)

    def _row(self, number: int, raw: dict[str, Any]) -> Row:
        row = Row(number, {column: text(cell) for column, cell in raw.items()})
        if "family" in row.values:
            row.values["name"] = f"{row.values.pop('family')} {row.values.get('name', '')}".strip()
        if len(raw) > 2 and not any(value for column, value in row.values.items() if column != "name"):
            row.wrong("name", Refusal(N_("Only a name stands in this row: is it a person, or the title of a group?")))
        self._numbers(row, raw)
        row.person = self._person(row)
        row.post = self._post(row, raw)
        self._twice(row)
        if not row.faults and row.person:
            self._compare(row)
        return row

    def _numbers(self, row: Row, raw: dict[str, Any]) -> None:
        """Give back the zeros that a spreadsheet takes from numbers."""
        for column, digits in (("phone", 10), ("personal_number", 12)):
            if isinstance(raw.get(column), int | float) and len(row.values[column]) == digits - 1:
                row.values[column] = f"0{row.values[column]}"

    def _person(self, row: Row) -> PersonEntry | None:
        read: dict[str, str] = {}
        for column in ("name", "username", *_SECRET, "staff_code"):
            try:
                value = row.values.get(column, "")
                read[column] = getattr(entering, column)(value) if value or column == "name" else ""
            except Refusal as refusal:
                row.wrong(column, refusal)
        return None if row.faults else PersonEntry(**read)

    def _post(self, row: Row, raw: dict[str, Any]) -> PostEntry | None:
        try:
            agency = self._agency(row.values.get("agency", ""))
            unit = self._unit(agency, row.values.get("unit", ""))
            wanted = self._role_ids(row.values.get("roles", ""))
            self._may_give(agency, unit, wanted)
            entry = PostEntry(
                agency=agency.path,
                unit=unit.path if unit and unit != agency else "",
                roles=wanted,
                position=self._position(row.values.get("position", "")),
                main=True,
                valid_from=self._date(raw.get("valid_from")) or self.on,
            )
        except Refusal as refusal:
            row.wrong(refusal.field or "agency", refusal)
            return None
        return entry

    def _agency(self, words: str) -> Agency:
        if not words:
            return self.home
        if words not in self._agencies:
            self._agencies[words] = self._found(words)
        found = self._agencies[words]
        if isinstance(found, Refusal):
            raise found
        return found

    def _found(self, words: str) -> Agency | Refusal:
        row = Agency.objects.filter(path=words).first()
        if row is None:
            try:
                agencies = agencies_match.match(text=words, on=self.on).agencies
            except Refusal as refusal:
                return refusal
            row = Agency.objects.filter(path=agencies[0].path).first() if len(agencies) == 1 else None
        if row is None:
            return Refusal(
                N_("“%(name)s” is not one agency that is known for sure."), field="agency", params={"name": words[:80]}
            )
        if not self.viewer.may("identity.edit", row.path):
            return Refusal(
                N_("You do not look after the people of %(name)s."), field="agency", params={"name": row.name}
            )
        return row

    def _unit(self, agency: Agency, words: str) -> Agency | None:
        if not words:
            return giving.unit_of(agency, "")
        below = Agency.objects.filter(path__startswith=f"{agency.path}.")
        found = [unit for unit in below if fold(unit.name) == fold(words) or unit.path == words]
        if len(found) != 1:
            raise Refusal(N_("“%(name)s” is not a unit of this agency."), field="unit", params={"name": words[:80]})
        return found[0]

    def _role_ids(self, words: str) -> tuple[str, ...]:
        names = [part.strip() for part in words.replace(";", ",").split(",") if part.strip()]
        for name in names:
            if fold(name) not in self._roles:
                raise Refusal(N_("There is no role “%(role)s”."), field="roles", params={"role": name[:60]})
        return tuple(self._roles[fold(name)] for name in names) or (self.role,)

    def _position(self, words: str) -> str:
        if words and fold(words) not in self._positions:
            raise Refusal(
                N_("“%(name)s” is not in the catalogue of positions."), field="position", params={"name": words[:80]}
            )
        return self._positions[fold(words)] if words else ""

    def _date(self, cell: Any) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date) or not text(cell):
            return cell or None
        if isinstance(cell, int | float) and _SERIAL[0] < cell < _SERIAL[1]:
            return _EPOCH + timedelta(days=int(cell))
        return parse_date(text(cell), field="valid_from")

    def _may_give(self, agency: Agency, unit: Agency | None, wanted: tuple[str, ...]) -> None:
        key = (agency.pk, unit.pk if unit else 0, wanted)
        if key not in self._gifts:
            try:
                giving.check_gift(
                    account_id=0, agency=agency, unit=unit, role_ids=wanted, viewer=self.viewer, on=self.on
                )
                self._gifts[key] = None
            except Refusal as refusal:
                self._gifts[key] = refusal
        if (known := self._gifts[key]) is not None:
            raise known

    def _twice(self, row: Row) -> None:
        """A row that says the same person again is wrong; the first one counts."""
        person, post = row.person, row.post
        if person is None:
            return
        keys = [(column, getattr(person, column)) for column in ("staff_code", "personal_number", "username")]
        keys = [key for key in keys if key[1]]
        if not keys:  # nothing but the name and how to reach them tells people apart
            alike = (fold(person.name), person.phone, person.email, post.agency if post else "")
            keys = [("name", "|".join(alike))]
        for column, value in keys:
            first = self._seen.setdefault((column, value), row.number)
            if first != row.number:
                row.wrong(column, Refusal(N_("This stands in row %(row)s already."), params={"row": first}))
                return

    def _compare(self, row: Row) -> None:
        known = self._known(row)
        if known is None:
            row.finding = Finding.NEW
            return
        row.known, account = known.pk, known.account
        assert row.person is not None
        if known.home and not self.viewer.may("identity.edit", known.home.path):
            row.wrong("name", Refusal(N_("This person works for an agency whose people you do not look after.")))
            return
        wanted = (
            (row.person.name, account.full_name),
            (row.person.phone, account.phone),
            (row.person.email, account.email),
            (row.person.staff_code, known.staff_code),
            (row.person.personal_number, known.personal_number),
        )
        same = all(not new or new == old for new, old in wanted)
        row.finding = Finding.SAME if same else Finding.CHANGED

    def _known(self, row: Row) -> Person | None:
        """Return who this is: by a code that only one person has, else by name and agency when nothing differs."""
        person = row.person
        assert person is not None
        rows = Person.objects.select_related("account", "home")
        for condition, value in (
            ("staff_code", person.staff_code),
            ("personal_number", person.personal_number),
            ("account__username", person.username),
        ):
            if value and (found := rows.filter(**{condition: value}).first()):
                return found
        where = row.post.agency if row.post else ""
        alike = [
            each
            for each in rows.filter(account__full_name=person.name, home__path=where)
            if (not person.phone or person.phone == each.account.phone)
            and (not person.email or person.email == each.account.email)
            and (not person.staff_code or not each.staff_code)
            and (not person.personal_number or not each.personal_number)
        ]
        return alike[0] if len(alike) == 1 else None
