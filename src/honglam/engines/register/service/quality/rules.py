"""Which rules are in force for a register: those of its fields, of its definition, and those set here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from honglam.base.errors import Refusal
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Dimension, Origin, QualityRule
from honglam.engines.register.models import SetRule
from honglam.engines.register.service.quality.expressions import Condition, Fresh, Unique, fields_of, words
from honglam.engines.register.service.quality.following import following
from honglam.engines.register.service.quality.parsing import try_parse


@dataclass(frozen=True, slots=True)
class Active:
    """A rule and what it means; None when its sentence is not understood."""

    rule: QualityRule
    meaning: Condition | None

    @property
    def counts(self) -> bool:
        """Whether breaking it lowers a score."""
        return self.rule.severity == "error"


def every(register: Register) -> tuple[Active, ...]:
    """Return all rules, those that are out of force and those that cannot be measured among them."""
    here = {row.rule: row for row in SetRule.objects.filter(register=register.id)}
    found = [*_of_fields(register), *_of_definition(register)]
    known = {active.rule.id for active in found}
    found += [_set(register, row) for name, row in sorted(here.items()) if name not in known and row.says]
    return tuple(_switched(active, here.get(active.rule.id)) for active in found)


def in_force(register: Register) -> tuple[Active, ...]:
    """Return the rules that are measured."""
    return tuple(active for active in every(register) if not active.rule.off and active.meaning is not None)


def print_of(actives: tuple[Active, ...]) -> str:
    """Return a print of rules: another one means that all rows are to be measured anew."""
    said = "\n".join(f"{a.rule.id}\t{a.rule.dimension}\t{a.rule.severity}\t{a.meaning!r}" for a in actives)
    return hashlib.sha256(said.encode()).hexdigest()


def dimension_of(meaning: Condition) -> Dimension:
    """Return what a rule measures when nobody said it."""
    if isinstance(meaning, Fresh):
        return Dimension.LIVE
    return Dimension.CLEAN if isinstance(meaning, Unique) else Dimension.VALID


def _of_fields(register: Register) -> Iterator[Active]:
    for name, dimension, meaning in following(register):
        says = words(meaning, register)
        yield Active(QualityRule(id=name, says=says, dimension=dimension, fields=fields_of(meaning)), meaning)


def _of_definition(register: Register) -> Iterator[Active]:
    for rule in register.rules:
        read = try_parse(rule.says, register)
        found = QualityRule(
            id=rule.id,
            says=rule.says,
            dimension=Dimension(rule.dimension) if rule.dimension in set(Dimension) else Dimension.VALID,
            severity=rule.severity,
            fields=rule.fields or (fields_of(read.expression) if read.expression else ()),
            origin=Origin.DEFINITION,
            fault=_fault(read.refusal),
        )
        yield Active(found, read.expression)


def _set(register: Register, row: SetRule) -> Active:
    read = try_parse(row.says, register)
    found = QualityRule(
        id=row.rule,
        says=row.says,
        dimension=Dimension(row.dimension),
        severity=row.severity,
        fields=fields_of(read.expression) if read.expression else (),
        origin=Origin.HERE,
        fault=_fault(read.refusal),
    )
    return Active(found, read.expression)


def _fault(refusal: Refusal | None) -> str:
    return str(refusal) if refusal else ""


def _switched(active: Active, row: SetRule | None) -> Active:
    return replace(active, rule=replace(active.rule, off=True)) if row is not None and row.off else active
