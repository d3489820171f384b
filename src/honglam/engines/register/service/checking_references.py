"""What a reference means: a commune, an agency, a person, or a record of a register, however it was written.

Nothing is guessed: a text that could mean two is refused. Each text is looked up once in a `Known`, and many at once
when `prime` is told of all rows beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean, fold
from honglam.base.words import N_
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.register.contracts import Field, Register, TargetKind, Type
from honglam.engines.register.service import checking_names as names
from honglam.engines.register.service.checking_scalars import read_uuid

_CHOOSE = N_("Choose from the list.")
_LETTERS = 300


class Known:
    """What texts of references mean; one for each batch of rows."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}  # the value, or the refusal
        self._records: dict[str, dict[str, set[UUID]]] = {}

    def prime(self, register: Register, rows: Iterable[Mapping[str, Any]]) -> None:
        """Look all records up to which rows refer: two statements for each register, not one for each row."""
        wanted: dict[str, set[str]] = {}
        referring = [each for each in register.columns if _to_register(each)]
        grouped = [(group, each) for group in register.groups for each in group.fields if _to_register(each)]
        for row in rows if referring or grouped else ():
            for field in referring:
                _add(wanted, field, row.get(field.name))
            for group, field in grouped:
                items = row.get(group.name)
                for item in items if isinstance(items, list | tuple) else ():
                    _add(wanted, field, item.get(field.name) if isinstance(item, Mapping) else None)
        for target, texts in wanted.items():
            self._look_up(target, texts)

    def read(self, field: Field, value: Any) -> Any:
        """Return what is kept: the code of a commune, the path of an agency, an account id, the UUID of a record.

        Raises:
            Refusal: there is none such, or several.
        """
        if field.target is None:
            raise Refusal(N_("This reference leads nowhere."))
        if isinstance(value, bool) or not isinstance(value, str | int | float | UUID):
            raise Refusal(N_("A text is needed here."))
        text = clean(f"{value:g}" if isinstance(value, float) else str(value))[:_LETTERS]
        mark = (f"{field.target.kind}:{field.target.register}", text)
        if mark not in self._found:
            try:
                self._found[mark] = self._meant(field, text)
            except Refusal as refusal:
                self._found[mark] = refusal
        found = self._found[mark]
        if isinstance(found, Refusal):
            raise found
        return found

    def _meant(self, field: Field, text: str) -> Any:
        kind = field.target.kind if field.target else TargetKind.REGISTER
        if kind is TargetKind.COMMUNE:
            return commune(text)
        if kind is TargetKind.AGENCY:
            return agency(text)
        return person(text) if kind is TargetKind.PERSON else self._record(field, text)

    def _record(self, field: Field, text: str) -> UUID:
        target = field.target.register if field.target else ""
        if text not in self._records.get(target, {}):
            self._look_up(target, {text})
        found = self._records[target].get(text, set())
        if len(found) == 1:
            return next(iter(found))
        raise Refusal(
            N_("“%(text)s” means several records.") if found else N_("There is no record “%(text)s”."),
            remedy=N_("Choose it from the list, or give its code.") if found else N_("Enter that record first."),
            params={"text": text[:60]},
        )

    def _look_up(self, target: str, texts: set[str]) -> None:
        known = self._records.setdefault(target, {})
        wanted = {text for text in texts if text not in known}
        known.update({text: set() for text in wanted})
        register = names.register_of(target)
        if register is None or not wanted:
            return
        ids = {str(found): text for text in wanted if (found := _uuid(text)) is not None}
        for (found,) in [row[:1] for row in names.read(register, "id", [UUID(each) for each in ids], ["id"])]:
            known[ids[str(found)]].add(found)
        # Its key names a record for certain; its label does when no other has the same.
        for fields in (register.key if len(register.key) == 1 else (), register.label):
            left = [text for text in wanted if not known[text]]
            for name in fields:
                if left and register.field(name).type in names.NAMING:
                    for id_, text in names.read(register, name, left, [name]):
                        known[text].add(id_)


def _to_register(field: Field) -> bool:
    return field.type is Type.REFERENCE and field.target is not None and field.target.kind is TargetKind.REGISTER


def _add(wanted: dict[str, set[str]], field: Field, value: Any) -> None:
    if field.target is not None and isinstance(value, str | int | UUID) and not isinstance(value, bool):
        text = str(value)
        if text.isprintable() and (tidy := clean(text)[:_LETTERS]):
            wanted.setdefault(field.target.register, set()).add(tidy)


def _uuid(text: str) -> UUID | None:
    try:
        return read_uuid(text)
    except Refusal:
        return None


def commune(text: str) -> str:
    """Return the code of a commune of today, given by its code or its name.

    Raises:
        Refusal: there is none such today, or several; a former one is told with what followed it.
    """
    if text.isdecimal():
        if places.commune(code=text.zfill(5)) is not None:
            return text.zfill(5)
        after = [found.new.name for found in places.successors(old_code=text.zfill(5))]
        if after:
            raise Refusal(
                N_("The commune %(text)s is no more."),
                remedy=N_("Its land belongs to: %(names)s."),
                params={"text": text, "names": ", ".join(after)},
            )
    try:
        found = places.find(text=text, limit=10)
    except Missing:
        found = ()
    sure = [each for each in found if each.confidence == 1]
    # A name that a former commune had as well means the one of today: lists and templates offer it so.
    meant = fold(clean(text))
    units = [each for each in found if each.unit.current]
    today = [each for each in units if meant in {fold(each.unit.name), fold(each.unit.short_name)}]
    for only in (sure, today):
        if len(only) == 1 and only[0].unit.current:
            return only[0].unit.code
    offered = dict.fromkeys(unit.name for each in found for unit in each.today)
    raise Refusal(
        N_("“%(text)s” names no commune of today for certain."),
        remedy=N_("Perhaps one of these: %(names)s.") if offered else _CHOOSE,
        params={"text": text[:60], "names": ", ".join([*offered][:5])},
    )


def agency(text: str) -> str:
    """Return the path of an agency, given by its path, its name or its abbreviation.

    Raises:
        Refusal: there is none such, or several.
    """
    if text in names.agencies() or ("." in text and " " not in text and identity.agency(path=text) is not None):
        return text
    meant = identity.match(text=text).agencies
    if len(meant) == 1:
        return meant[0].path
    raise Refusal(
        N_("“%(text)s” names no one agency for certain."),
        remedy=N_("Write its full name, or choose it from the list."),
        params={"text": text[:60]},
    )


def person(text: str) -> str:
    """Return the account id of an officer.

    Raises:
        Refusal: there is none such.
    """
    if text.isdecimal() and text in names.people([text]):
        return text
    raise Refusal(N_("There is no officer “%(text)s”."), remedy=_CHOOSE, params={"text": text[:60]})
