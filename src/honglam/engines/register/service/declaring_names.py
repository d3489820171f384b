"""Names that a table, a column and an address can have.

Names are quoted wherever SQL is written, so that `select` and `order` are good names. Refused is what collides: with
columns that every table has, with PostgreSQL's own hidden ones, and with words by which Django works.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Model

from honglam.base.text import fold
from honglam.base.words import N_
from honglam.engines.register.contracts import SYSTEM_COLUMNS, Fault, Field, Register, Type

WORD = re.compile(r"[a-z](?:_?[a-z0-9])*")  # two underscores mean a step to Django and a group to us
REGISTER_MOST = 40
FIELD_MOST = 48
_IDENTIFIER = 63  # bytes of a name that PostgreSQL keeps
_SUFFIX = len("_history")
_HISTORY = {"ended_at", "ended_act", "ended_tx", "ended_no", "gone"}
_GROUP = {"id", "record", "position", "version", "ended_version", "ended_no"}
_HIDDEN = {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"}
_ADDRESSES = {
    *("definitions", "new", "upload", "template", "codelists", "waiting", "shares", "catalogue", "quality"),
    *("check", "preview", "drafts", "import", "imports", "export", "exports", "settings", "bench"),
}


def of_register(register: Register) -> Iterator[Fault]:
    """Yield what is wrong with its id and the names of its fields."""
    yield from _id(register.id)
    yield from _names(register, register.fields, "fields")
    for at, group in enumerate(register.fields):
        if group.type is Type.GROUP:
            yield from _group(register, group, f"fields[{at}]")


def slug(title: str, most: int = FIELD_MOST) -> str:
    """Return a name made of a title: `Diện tích (ha)` → `dien_tich_ha`; empty when there is no letter in it."""
    word = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")
    word = re.sub(r"^[0-9_]+", "", word)
    return word[:most].rstrip("_")


def no_word(place: str, given: str, most: int) -> Fault:
    """Return that something is no plain word, with one that is."""
    message = N_("“%(given)s” is no plain word.")
    meant = slug(given, most)
    params = {"given": given[:80], "meant": meant, "most": most}
    plain = N_("Small letters without accents, digits and single underscores; at most %(most)s letters.")
    return Fault(place, message, N_("Write it like “%(meant)s”.") if meant else plain, params)


def _id(word: str) -> Iterator[Fault]:
    if not WORD.fullmatch(word) or len(word) > REGISTER_MOST:
        yield no_word("id", word, REGISTER_MOST)
    elif word in _ADDRESSES or word.endswith("_history"):
        yield Fault("id", N_("No register can be called “%(name)s”."), N_("Choose another name."), {"name": word})


def _names(register: Register, fields: Sequence[Field], place: str) -> Iterator[Fault]:
    boxes = {f"{each.name}_box" for each in fields if each.type is Type.GEOMETRY}
    for at, each in enumerate(fields):
        where = f"{place}[{at}].name"
        if not WORD.fullmatch(each.name) or len(each.name) > FIELD_MOST:
            yield no_word(where, each.name, FIELD_MOST)
        elif each.name in boxes:
            message = N_("“%(name)s” is the column in which the box around a geometry is kept.")
            yield Fault(where, message, N_("Choose another name."), {"name": each.name})
        elif _taken(each.name, in_group=fields is not register.fields):
            message = N_("“%(name)s” is a word that every table has for itself.")
            remedy = N_("Choose another name, such as “%(meant)s”.")
            yield Fault(where, message, remedy, {"name": each.name, "meant": f"record_{each.name}"})
    for name, times in Counter(each.name for each in fields).items():
        if times > 1:
            message, remedy = N_("There are %(times)s fields “%(name)s”."), N_("Give each its own name.")
            yield Fault(place, message, remedy, {"name": name, "times": times})


def _taken(name: str, *, in_group: bool) -> bool:
    own = _GROUP if in_group else {*SYSTEM_COLUMNS, *_HISTORY}
    return name in own or name in _HIDDEN or name in {"pk", "objects"} or hasattr(Model, name)


def _group(register: Register, group: Field, place: str) -> Iterator[Fault]:
    table = len(f"{register.id}__{group.name}") + _SUFFIX
    if table > _IDENTIFIER:
        message = N_("The names “%(register)s” and “%(name)s” are too long together for a table.")
        params = {"register": register.id, "name": group.name, "most": _IDENTIFIER - _SUFFIX - 2 - len(register.id)}
        yield Fault(f"{place}.name", message, N_("Call the group by at most %(most)s letters."), params)
    yield from _names(register, group.fields, f"{place}.fields")
