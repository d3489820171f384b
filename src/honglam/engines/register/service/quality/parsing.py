"""A rule in plain Vietnamese becomes an expression. What is not understood is said, with what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.engines.register.contracts import Field, Register, Type
from honglam.engines.register.contracts.quality import NotUnderstood
from honglam.engines.register.service.quality import grammar as g
from honglam.engines.register.service.quality.expressions import (
    OPPOSITE,
    Absent,
    All,
    Any,
    AtLeast,
    Begins,
    Compare,
    Condition,
    Digits,
    Fresh,
    Length,
    Listed,
    Of,
    OneOf,
    Present,
    Tidy,
    Unique,
    WellFormed,
    When,
)
from honglam.engines.register.service.quality.reading import Reader, count_of, operand
from honglam.engines.register.service.quality.tokens import SENTENCE_MAX, Names, tokens_of

_DEPTH = 12  # joined parts in one sentence


def parse(sentence: str, register: Register) -> Condition:
    """Return what a sentence means for the records of a register.

    Raises:
        NotUnderstood: it is no rule; what was understood and what could be written instead come with it.
    """
    tokens = tokens_of(sentence)
    if not tokens or len(sentence) > SENTENCE_MAX:
        raise NotUnderstood(
            N_("A rule is one sentence of at most %(most)d letters."),
            remedy=N_("Write one rule in each sentence."),
            params={"most": SENTENCE_MAX},
            suggestions=suggestions(register),
        )
    reader = Reader(tokens, Names(register))
    try:
        found = _sentence(reader, register)
    except NotUnderstood as refusal:
        refusal.understood = refusal.understood or reader.before
        refusal.suggestions = refusal.suggestions or suggestions(register)
        raise
    if not reader.done:
        raise _lost(reader)
    return found


def suggestions(register: Register, most: int = 4) -> tuple[str, ...]:
    """Return sentences that would be understood of this register."""
    found = []
    for field in register.columns:
        title = field.title.lower()
        if field.type in g.NUMBERS:
            found.append(f"{title} phải lớn hơn 0")
        elif field.type in g.DAYS:
            found.append(f"{title} không được sau hôm nay")
        elif field.type in {Type.CODE, Type.REFERENCE}:
            found.append(f"{title} phải có trong danh mục")
        elif field.type in {Type.PHONE, Type.EMAIL, Type.PERSONAL_NUMBER}:
            found.append(f"{title} phải đúng dạng")
        elif field.type is Type.TEXT:
            found.append(f"{title} không được để trống")
    return tuple(dict.fromkeys(found))[:most]


def _lost(reader: Reader) -> NotUnderstood:
    return NotUnderstood(
        N_("“%(rest)s” was not understood."),
        remedy=N_("Say it as in the examples."),
        params={"rest": reader.rest},
        understood=reader.before,
    )


def _sentence(reader: Reader, register: Register) -> Condition:
    if not reader.take(g.IF):
        return _joined(reader, register, None)[0]
    condition, subject = _joined(reader, register, None)
    reader.take((",",))
    if not reader.take(g.THEN) and reader.done:
        raise NotUnderstood(N_("After “if” the sentence needs “then”."), remedy=N_("Say it as in the examples."))
    return When(condition, _joined(reader, register, subject)[0])


def _joined(reader: Reader, register: Register, subject: Field | None) -> tuple[Condition, Field | None]:
    """Read statements joined by `và` or by `hoặc`; a part without a field is about the one before."""
    first, subject = _statement(reader, register, subject)
    parts, joint = [first], ""
    while len(parts) < _DEPTH:
        place = reader.place
        word = "and" if reader.take(g.AND) else "or" if reader.take(g.OR) else ""
        if not word:
            break
        if joint and word != joint:
            reader.place = place
            raise NotUnderstood(
                N_("“And” and “or” cannot stand in one sentence: it would have two meanings."),
                remedy=N_("Make two rules of it."),
            )
        joint = word
        part, subject = _statement(reader, register, subject)
        parts.append(part)
    if len(parts) == 1:
        return first, subject
    return (All(tuple(parts)) if joint == "and" else Any(tuple(parts))), subject


def _statement(reader: Reader, register: Register, subject: Field | None) -> tuple[Condition, Field | None]:
    start = reader.place
    if (alone := _without_field(reader)) is not None:
        return alone, subject
    reader.place = start
    measured = reader.take(g.LENGTH)
    named = reader.field()
    if named is None:
        reader.place = start
        while reader.take(g.SUBJECTS):
            pass
        measured = measured or reader.take(g.LENGTH)
        named = reader.field()
    named = named or subject
    if named is None:
        raise _unknown_field(reader, register)
    if (together := _with_others(reader, named)) is not None:
        return together, named
    return _predicate(reader, named, measured=measured), named


def _without_field(reader: Reader) -> Condition | None:
    """Read what is said of the record as a whole: freshness, and items of a group."""
    while reader.take(g.SUBJECTS):
        pass
    reader.take(g.MUST)
    if reader.take(g.FRESH):
        return Fresh(_span(reader))
    if reader.take(g.AT_LEAST):
        count = count_of(reader)
        found = None if count is None else reader.field()
        if count is not None and found is not None and found.type is Type.GROUP:
            return AtLeast(found.name, count)
    return None


def _span(reader: Reader) -> int:
    count = count_of(reader)
    unit = reader.one_of(g.SPANS)
    if count is None or unit is None or not 0 < count * unit <= 36_500:
        raise NotUnderstood(N_("A number of days is missing here."), remedy=N_("Write for example “90 ngày”."))
    return count * unit


def _with_others(reader: Reader, first: Field) -> Condition | None:
    """Read `tên và ngày sinh không được trùng`."""
    start, names = reader.place, [first.name]
    while reader.take((*g.AND, ",")) and (found := reader.field()):
        names.append(found.name)
    if len(names) > 1 and (unique := _unique(reader, tuple(names))) is not None:
        return unique
    reader.place = start
    return None


def _unique(reader: Reader, names: tuple[str, ...]) -> Condition | None:
    start = reader.place
    must = reader.take(g.MUST)
    never = reader.take(g.NEVER)
    if (never and reader.take(g.DOUBLED)) or ((must or not never) and reader.take(g.SINGLE)):
        if reader.ahead(("voi",)):
            reader.place = start
            return None
        within: list[str] = []
        if reader.take(g.WITHIN):
            while found := reader.field():
                within.append(found.name)
                if not reader.take(g.AND):
                    break
        return Unique(names, tuple(within))
    reader.place = start
    return None


def _predicate(reader: Reader, field: Field, *, measured: bool) -> Condition:
    if not measured and (unique := _unique(reader, (field.name,))) is not None:
        return unique
    if reader.take(g.TIDY):
        return Tidy(field.name)
    reader.take(g.MUST)
    never = reader.take(g.NEVER)
    reader.take(("duoc", "phai"))
    if measured:
        return _compared(reader, field, never=never, measured=True)
    for read in (_shape, _emptiness, _membership):
        start = reader.place
        if (found := read(reader, field, never)) is not None:
            return found
        reader.place = start
    return _compared(reader, field, never=never, measured=False)


def _shape(reader: Reader, field: Field, never: bool) -> Condition | None:  # noqa: FBT001, PLR0911  (as the sentence says it; one answer for each predicate)
    """Read what is said of the form of a text."""
    name = field.name
    if never:
        return None
    if reader.take(g.WELL_FORMED):
        return WellFormed(name)
    if reader.take(g.TIDY):
        return Tidy(name)
    if reader.take(g.BEGINS) and (text := reader.text()):
        return Begins(name, text)
    if reader.take(g.POSITIVE):
        return Compare(Of(name), ">", operand(reader, field, "0"))
    for phrases, op in ((g.LONG, "<="), (g.SHORT, ">=")):
        start = reader.place
        if reader.take(phrases) and (count := count_of(reader)) is not None and reader.take(g.LETTERS):
            return Compare(Length(name), op, operand(reader, None, str(count)))
        reader.place = start
    start = reader.place
    if reader.take(g.DIGITS) and (count := count_of(reader)) is not None and reader.take(g.DIGIT):
        return Digits(name, count)
    reader.place = start
    return None


def _emptiness(reader: Reader, field: Field, never: bool) -> Condition | None:  # noqa: FBT001
    empty = reader.take_last(g.EMPTY)
    if empty or reader.take_last(g.FILLED):
        return Present(field.name) if empty == never else Absent(field.name)
    return None


def _membership(reader: Reader, field: Field, never: bool) -> Condition | None:  # noqa: FBT001
    if never:
        return None
    if reader.take(g.LISTED):
        return Listed(field.name)
    if reader.take(g.ONE_OF) and (values := reader.values(field)):
        return OneOf(field.name, values)
    return None


def _compared(reader: Reader, field: Field, *, never: bool, measured: bool) -> Condition:
    op = reader.one_of(g.COMPARISONS)
    if op is None:
        raise _lost(reader)
    left = Length(field.name) if measured else Of(field.name)
    right = operand(reader, None if measured else field)
    if op == ">=" and not never and reader.take(g.UNTIL):
        last = operand(reader, None if measured else field)
        return All((Compare(left, ">=", right), Compare(left, "<=", last)))
    reader.take(("tro len", "tro xuong"))
    return Compare(left, OPPOSITE[op] if never else op, right)


def _unknown_field(reader: Reader, register: Register) -> NotUnderstood:
    near: Sequence[str] = reader.names.near(reader.rest)
    shown = ", ".join(f"“{title}”" for title in near) or ", ".join(f"“{f.title}”" for f in register.fields[:6])
    return NotUnderstood(
        N_("No field of this register is called so: “%(rest)s”."),
        remedy=N_("Name a field by its title. Perhaps: %(near)s."),
        params={"rest": reader.rest[:80], "near": shown},
        understood=reader.before,
    )


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence and what it means, or why it means nothing."""

    expression: Condition | None
    refusal: Refusal | None = None


def try_parse(sentence: str, register: Register) -> Understood:
    """Return what a sentence means; a refusal is an answer too, for lists of rules of which some are wrong."""
    try:
        return Understood(parse(sentence, register))
    except Refusal as refusal:
        return Understood(None, refusal)
