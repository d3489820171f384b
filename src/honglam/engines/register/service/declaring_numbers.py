"""Numbers of fields: by them a renamed field is known from a new one, and none is ever given twice.

A document without numbers is compared with what is deployed by names. Where it could mean two things, it is not
guessed: the fault asks, and the answer comes in `renamed` or as a number in the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from honglam.base.words import N_
from honglam.engines.register.contracts import DefinitionRefused, Fault, Field, Register, Tombstone

LOCAL_FROM = 1000


def numbered(new: Register, old: Register | None, *, renamed: Mapping[str, str] | None = None) -> Register:
    """Return the register with a number for each field, and tombstones for those that are no more.

    Args:
        new: what is to be published.
        old: what is deployed; None when there is nothing yet.
        renamed: answers to what an earlier call asked: name of a new field → name of the field that it was, or an
            empty text when it is a new one. Fields of a group are called `group.field`.

    Returns:
        The same register; fields of a province keep numbers from 1000 on beside those of a pack, and stay when the
        pack brings another version.

    Raises:
        DefinitionRefused: a number has been given to another field, or it is not clear whether a field is new.
    """
    if old is None:
        return _given(new, {}, frozenset(each.n for each in new.removed), local=False)
    if new.origin and new.origin == old.origin:
        new = _with_local(new, old)
    before: Mapping[str, Field] = dict(_walk(old.fields))
    known = dict(renamed or {})
    same = _same(new, old, before, known)
    faults = [*_reused(new, old, before), *_asked(new, before, same, known)]
    if faults:
        raise DefinitionRefused(tuple(faults))
    used = frozenset(each.n for each in before.values()) | {each.n for each in old.removed}
    found = _given(new, same, used, local=bool(old.origin) and not new.origin)
    return replace(found, removed=_removed(found, old, before))


def _walk(fields: Sequence[Field], above: str = "") -> Iterator[tuple[str, Field]]:
    """Yield each field with its path, groups before what is in them."""
    for each in fields:
        yield f"{above}{each.name}", each
        yield from _walk(each.fields, f"{above}{each.name}.")


def _with_local(new: Register, old: Register) -> Register:
    """Return a pack's new version with the fields that a province has added to the deployed one."""
    numbers = {each.n for _path, each in _walk(new.fields)}
    own = tuple(each for each in old.fields if each.n >= LOCAL_FROM and each.n not in numbers)
    return replace(new, fields=(*new.fields, *own))


def _same(new: Register, old: Register, before: Mapping[str, Field], renamed: Mapping[str, str]) -> dict[str, int]:
    """Return the numbers of the fields without one that are known: by their answer, their name, or as revived."""
    taken = {each.n for _path, each in _walk(new.fields) if each.n}
    graves = {(each.name, each.type): each.n for each in old.removed}
    found: dict[str, int] = {}
    for path, each in _walk(new.fields):
        if each.n:
            continue
        was = before.get(renamed.get(path) or path)
        number = was.n if was is not None else graves.get((path, each.type), 0)
        if number and number not in taken:
            found[path] = number
            taken.add(number)
    return found


def _reused(new: Register, old: Register, before: Mapping[str, Field]) -> Iterator[Fault]:
    graves = {each.n: each for each in old.removed}
    living = {each.n for each in before.values()}
    gone = {each.name: each for each in old.removed}
    for path, each in _walk(new.fields):
        grave = graves.get(each.n)
        if grave is not None and each.n not in living and grave.type is not each.type:
            message = N_("Number %(n)s belonged to “%(name)s”, which is no more; a number is never given twice.")
            yield Fault(path, message, N_("Leave the number out: the field gets a new one."), _of(grave))
        grave = gone.get(path)
        if grave is not None and path not in before and grave.type is not each.type:
            message = N_("“%(name)s” was the name of a field of another type; its values are still kept.")
            yield Fault(path, message, N_("Choose another name."), _of(grave))


def _of(grave: Tombstone) -> dict[str, object]:
    return {"n": grave.n, "name": grave.name}


def _asked(
    new: Register, before: Mapping[str, Field], same: Mapping[str, int], renamed: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a question for each field that may be one that has gone: only a document without any number is unclear."""
    after = dict(_walk(new.fields))
    if any(each.n for each in after.values()):
        return
    kept, answered = set(same.values()), set(renamed)
    gone = {path: each for path, each in before.items() if each.n not in kept}
    for path, each in after.items():
        if path in same or path in answered:
            continue
        alike = [other for other, was in gone.items() if was.type is each.type and _above(other) == _above(path)]
        if alike:
            message = N_("“%(name)s” is new and %(gone)s is no more: is it the same field under another name?")
            remedy = N_("Write its number beside it (n = %(n)s) if it is; give all other fields their numbers if not.")
            names = ", ".join(f"“{other}”" for other in alike)
            yield Fault(path, message, remedy, {"name": path, "gone": names, "n": gone[alike[0]].n, "alike": alike})


def _above(path: str) -> str:
    return path.rpartition(".")[0]


def _given(new: Register, same: Mapping[str, int], used: frozenset[int], *, local: bool) -> Register:
    """Return the register with all numbers filled in."""
    taken = used | {each.n for _path, each in _walk(new.fields)} | set(same.values())
    below = max((n for n in taken if n < LOCAL_FROM), default=0)
    last = max((n for n in taken if n >= LOCAL_FROM), default=LOCAL_FROM - 1) if local else below

    def fill(fields: Sequence[Field], above: str) -> tuple[Field, ...]:
        nonlocal last
        made = []
        for each in fields:
            path = f"{above}{each.name}"
            number = each.n or same.get(path, 0)
            if not number:
                last += 1
                number = last
            made.append(replace(each, n=number, fields=fill(each.fields, f"{path}.")))
        return tuple(made)

    return replace(new, fields=fill(new.fields, ""))


def _removed(new: Register, old: Register, before: Mapping[str, Field]) -> tuple[Tombstone, ...]:
    """Return the tombstones: earlier ones but those that live again, and the fields that are gone now."""
    living = {each.n for _path, each in _walk(new.fields)}
    graves = [each for each in old.removed if each.n not in living]
    graves += [
        Tombstone(n=each.n, name=path, type=each.type, removed_in=old.version + 1)
        for path, each in before.items()
        if each.n not in living
    ]
    return tuple(graves)
