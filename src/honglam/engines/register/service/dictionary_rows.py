"""The rows of a data dictionary, each one field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from honglam.base.errors import Refusal
from honglam.base.money import parse_number
from honglam.base.text import clean, clean_lines, fold
from honglam.base.words import N_
from honglam.engines.register.contracts import Doubt, Fault, Sensitivity
from honglam.engines.register.service import codelists
from honglam.engines.register.service import dictionary_guessing as guessing
from honglam.engines.register.service import dictionary_words as words
from honglam.engines.register.service.declaring_names import WORD, slug
from honglam.kit import sheets

_SQL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BROKEN = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)")
_TITLE_MOST = 90  # letters: what is longer is a description, not a title
_CODE = re.compile(r"\s*([^=:;\n]{1,60}?)\s*[=:]\s*([^;\n]+?)\s*")
# What a foreign system keeps as text or number and is more by its title.
_NARROWER = {
    "chữ": {"số định danh", "điện thoại", "thư điện tử", "địa chỉ web", "danh mục", "xã, phường"},
    "số nguyên": {"tiền", "danh mục"},
    "số thập phân": {"tiền"},
}
_FLAGS = ("expected", "search", "filter", "verify")
_BESIDE = ("unit", "hint", "default", "title_en", "legal")


class Reader:
    """Fields as they are found, with what is wrong and what was guessed."""

    def __init__(
        self,
        sheet: sheets.Sheet,
        place_of: Callable[[sheets.Sheet, int, str], str],
        lists: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> None:
        self.sheet, self._place_of, self._lists = sheet, place_of, lists
        self.fields: list[dict[str, Any]] = []
        self.key: list[str] = []
        self.faults: list[Fault] = []
        self.doubts: list[Doubt] = []
        self.rows: dict[str, int] = {}
        self._shared = {fold(each.title): each.id for each in codelists.listed()}

    def row(self, number: int, cells: Sequence[Any], section: str) -> None:
        """Read a row."""
        said = self._said(number, cells)
        if not (said.get("name") or said.get("title")):
            if said.get("type") or said.get("description"):
                self._fault(number, "name", N_("This row has no name of a field."), N_("Write it, or clear the row."))
            return
        field: dict[str, Any] = {}
        self._name(field, said, number)
        self._type(field, said)
        self._limits(field, said, number)
        self._rest(field, said, number, section)
        self._keep(field, said, number)

    def _said(self, number: int, cells: Sequence[Any]) -> dict[str, str]:
        """Return the texts of a row by column; a broken formula is a fault and says nothing."""
        found: dict[str, str] = {}
        for column, at in self.sheet.columns.items():
            cell = cells[at] if at < len(cells) else ""
            # Lines of a cell stay: codes are often written one in each.
            said = clean_lines(cell) if isinstance(cell, str) else sheets.text(cell)
            if _BROKEN.fullmatch(said):
                message = N_("The formula in this cell gives no value: %(value)s.")
                self._fault(number, column, message, N_("Write the value itself."), value=said)
                said = ""
            found[column] = said.strip()
        return found

    def _fault(self, row: int, column: str, message: str, remedy: str = "", **params: object) -> None:
        at = column if column in self.sheet.columns else "title" if "title" in self.sheet.columns else "name"
        self.faults.append(Fault(self._place_of(self.sheet, row, at), message, remedy, {**params, "cell": (row, at)}))

    def _doubt(self, field: Mapping[str, Any], key: str, message: str, **params: object) -> None:
        self.doubts.append(Doubt(field=str(field["name"]), key=key, message=message, params=params))

    def _name(self, field: dict[str, Any], said: Mapping[str, str], number: int) -> None:
        """Find name and title: a heading like “Tên trường” may stand over either."""
        name, title = clean(said.get("name", "")), clean(said.get("title", ""))
        described = clean(said.get("description", ""))
        if name and not _SQL_NAME.fullmatch(name):
            name, title = "", title or name
        if not title and described and len(described) <= _TITLE_MOST:
            title = described
        title, unit = guessing.unit_of(title or name)
        if unit:
            field["unit"] = unit
        plain = name.lower() if WORD.fullmatch(name.lower()) else slug(name or title)
        field["name"], field["title"] = plain or f"field_{number + 1}", title[:300]
        if plain != name.lower():
            self._doubt(field, "name", N_("The name was made from “%(from)s”."), **{"from": name or title})

    def _type(self, field: dict[str, Any], said: Mapping[str, str]) -> None:
        given, title = said.get("type", ""), field["title"]
        found = words.type_of(given) if given else None
        guess = guessing.type_of(title)
        if given and found is None:
            message = N_("The type “%(type)s” is not known; “%(guess)s” was taken.")
            word = guess or "chữ"
            self._doubt(field, "type", message, type=given[:60], guess=word)
        elif found is None:
            word = guess or "chữ"
            self._doubt(field, "type", N_("No type is given; “%(guess)s” was taken."), guess=word)
        else:
            word = self._better(field, found[0], guess, given)
            if found[1] and word in {"chữ", "địa chỉ web", "thư điện tử"}:
                field.setdefault("constraints", {})["maxLength"] = found[1]
            if found[2] and word == "số thập phân":
                field["decimals"] = found[2]
        kind, about = words.TYPES[word]
        field["type"] = kind.value
        if word == "tiền":
            field.pop("unit", None)
        if about:
            field["shape" if kind.value == "geometry" else "target"] = about
        if "vn-2000" in fold(given) or "vn2000" in fold(given):
            field["crs"] = words.VN2000
        self._codes(field, said)
        self._target(field, said)

    def _better(self, field: dict[str, Any], word: str, guess: str | None, given: str) -> str:
        """Return the narrower type that a title speaks of where a foreign system has only text or whole numbers."""
        ours = fold(given).strip() in {fold(each) for each in words.TYPES}
        if ours or guess not in _NARROWER.get(word, ()):
            return word
        if guess == "danh mục" and guessing.codelist_of(field["title"]) is None:
            return word
        message = N_("It is “%(type)s” there; by its title it is “%(guess)s”.")
        self._doubt(field, "type", message, type=given[:60], guess=guess)
        return str(guess)

    def _codes(self, field: dict[str, Any], said: Mapping[str, str]) -> None:
        """Read codes: a list in the cell, the name of a list, or the list that the title speaks of."""
        given, shared = said.get("codes", ""), guessing.codelist_of(field["title"])
        listed = fold(given.removeprefix("@")).strip()
        if listed in self._lists:
            field["codes"] = [dict(each) for each in self._lists[listed]]
        elif listed in self._shared or listed in self._shared.values():
            field["codelist"] = self._shared.get(listed, listed)
        elif given:
            field["codes"] = self._inline(field, given)
        elif field["type"] == "code" and shared:
            field["codelist"] = shared
            self._doubt(field, "codes", N_("No codes are given; the shared list “%(list)s” was taken."), list=shared)
        elif field["type"] == "code":
            # A code list that nobody wrote down: told as a fault of the definition, unless it was only guessed.
            if words.type_of(said.get("type", "")) is None:
                field["type"] = "text"
            return
        if ("codes" in field or "codelist" in field) and field["type"] in {"text", "integer", "boolean", "decimal"}:
            field["type"] = "code"
            field.pop("decimals", None)
            field.pop("constraints", None)

    def _inline(self, field: Mapping[str, Any], given: str) -> list[dict[str, Any]]:
        """Return codes of a cell: `01=Nam; 02=Nữ`, one in each line, or only their titles."""
        pieces = [piece.strip() for piece in re.split(r"[;\n]", given) if piece.strip()]
        if len(pieces) == 1 and not _CODE.fullmatch(pieces[0]):
            pieces = [piece.strip() for piece in re.split(r"[,/|]", pieces[0]) if piece.strip()]
        found, made = [], False
        for piece in pieces:
            pair = _CODE.fullmatch(piece)
            if pair is None:
                made = True
                found.append({"code": slug(piece, 60) or piece[:60], "title": piece})
            else:
                found.append({"code": pair[1].strip(), "title": pair[2].strip()})
        if made:
            self._doubt(field, "codes", N_("Codes were made from the titles of the list."))
        return found

    def _target(self, field: dict[str, Any], said: Mapping[str, str]) -> None:
        given = said.get("target", "").strip()
        if not given or (
            field["type"] != "reference" and not re.fullmatch(r"register:\w+|commune|agency|person", given)
        ):
            return
        if found := words.type_of(given):
            given = words.TYPES[found[0]][1] or given
        if given not in {"commune", "agency", "person"} and not given.startswith("register:"):
            given = f"register:{slug(re.split(r'[.(]', given)[0])}"
        field |= {"type": "reference", "target": given}
        field.pop("constraints", None)

    def _limits(self, field: dict[str, Any], said: Mapping[str, str], number: int) -> None:
        limits: dict[str, Any] = field.setdefault("constraints", {})
        limits |= {key: self._limit(said[key]) for key in ("minimum", "maximum") if said.get(key)}
        self._sizes(field, said, number, limits)
        if given := said.get("pattern"):
            limits["pattern"] = given
        optional = bool(said.get("optional")) and self._flag(said, number, "optional") is False
        if self._flag(said, number, "required") or optional:
            limits["required"] = True
        if self._flag(said, number, "unique"):
            limits["unique"] = True
        if not limits:
            del field["constraints"]

    def _sizes(self, field: dict[str, Any], said: Mapping[str, str], number: int, limits: dict[str, Any]) -> None:
        for column, key in (("length", "maxLength"), ("min_length", "minLength")):
            given = said.get(column)
            if given and field["type"] in {"text", "url", "email"} and (length := self._whole(given, number, column)):
                limits[key] = length
        parts = re.fullmatch(r"\d+[,.](\d+)", said.get("length", ""))
        if parts and field["type"] == "decimal":
            field["decimals"] = int(parts[1])
        if given := said.get("decimals"):
            field["decimals"] = self._whole(given, number, "decimals")

    @staticmethod
    def _limit(given: str) -> str:
        """Return a limit as the document has it: a number as people in Vietnam write it, or what stands there."""
        if re.fullmatch(r"-?\d+(\.\d+)?", given):
            return given
        try:
            return format(parse_number(given), "f")
        except Refusal:
            day = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", given)
            return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else given

    def _whole(self, given: str, number: int, column: str) -> int | None:
        if fold(given) in {"max", "khong gioi han", "tuy y", "-"}:
            return None
        found = re.match(r"\d{1,6}", given)
        if found is None:
            self._fault(
                number, column, N_("“%(value)s” is no whole number."), N_("Write digits only."), value=given[:60]
            )
            return None
        return int(found[0])

    def _flag(self, said: Mapping[str, str], number: int, column: str) -> bool | None:
        given = said.get(column, "")
        found = words.yes(given)
        if found is None:
            message = N_("“%(value)s” says neither yes nor no.")
            self._fault(number, column, message, N_("Write x, or leave it empty."), value=given[:60])
        return found

    def _rest(self, field: dict[str, Any], said: Mapping[str, str], number: int, section: str) -> None:
        for key in _BESIDE:
            if said.get(key):
                field[key] = clean(said[key])
        field |= {key: True for key in _FLAGS if said.get(key) and self._flag(said, number, key)}
        for key in ("shown", "verified"):
            if said.get(key) and self._flag(said, number, key) is False:
                field[key] = False
        if (heading := clean(said.get("section", ""))) or section:
            field["section"] = (heading or section)[:300]
        described = said.get("description", "")
        if described and clean(described) != field["title"]:
            field["description"] = described
        if given := said.get("when"):
            field["when"] = self._when(given, number)
        if given := said.get("n"):
            field["n"] = self._whole(given, number, "n")
        self._sensitivity(field, said, number)

    def _sensitivity(self, field: dict[str, Any], said: Mapping[str, str], number: int) -> None:
        given = said.get("sensitivity", "")
        if given:
            found = words.sensitivity(given)
            if found is None:
                remedy = N_("Write công khai, nội bộ, cá nhân or nhạy cảm.")
                self._fault(
                    number, "sensitivity", N_("“%(value)s” is no level of protection."), remedy, value=given[:60]
                )
            elif found is not Sensitivity.INTERNAL:
                field["sensitivity"] = found.value
        elif "sensitivity" not in self.sheet.columns and (guess := guessing.sensitivity_of(field["title"])):
            field["sensitivity"] = guess.value
            self._doubt(field, "sensitivity", N_("By its title it speaks of a person; it was protected."))

    def _when(self, given: str, number: int) -> dict[str, list[str]]:
        """Return conditions: `loai=1, 2; co_giay=true`."""
        found: dict[str, list[str]] = {}
        for piece in filter(None, (each.strip() for each in given.split(";"))):
            name, equals, values = piece.partition("=")
            if not equals:
                message = N_("“%(value)s” is no condition.")
                self._fault(number, "when", message, N_("Write it like loai=1, 2."), value=piece[:60])
            else:
                found[name.strip()] = [each.strip() for each in values.split(",") if each.strip()]
        return found

    def _keep(self, field: dict[str, Any], said: Mapping[str, str], number: int) -> None:
        """Put the field into the register, or into the repeated group to which its row belongs."""
        above = clean(said.get("group", ""))
        if above and field["type"] != "group":
            at = self._group(above)
            inner = self.fields[at].setdefault("fields", [])
            self.rows[f"fields[{at}].fields[{len(inner)}]"] = number
            inner.append(field)
            return
        self.rows[f"fields[{len(self.fields)}]"] = number
        self.fields.append(field)
        if "key" in self.sheet.columns and words.yes(said.get("key", "")):
            self.key.append(field["name"])

    def _group(self, above: str) -> int:
        """Return which group a row means, by its name or title; one that no row declares is made."""
        for at, each in enumerate(self.fields):
            if each["type"] == "group" and above in {each["name"], each["title"]}:
                return at
        self.fields.append({"name": slug(above) or "group", "title": above, "type": "group"})
        return len(self.fields) - 1
