"""Rules that stewards set, and what is put out of force; each time on the ledger, and all rows are measured anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from honglam.base.access import Viewer
from honglam.base.errors import Forbidden, Missing, Refusal
from honglam.base.text import clean
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.jobs import api as jobs
from honglam.engines.register.contracts import Register
from honglam.engines.register.contracts.quality import Dimension
from honglam.engines.register.models import SetRule
from honglam.engines.register.service.quality import parsing, rules
from honglam.engines.register.service.quality.compiling import Compiler
from honglam.engines.register.service.quality.expressions import fields_of
from honglam.engines.register.service.quality.keeping import world_of
from honglam.kit.access import require

RIGHT = "register.quality"


def check(register: Register, viewer: Viewer) -> None:
    """Refuse whoever may not set rules of this register.

    Raises:
        Forbidden: their right does not reach the agency that answers for it.
    """
    if not viewer.may(RIGHT, register.owner or None):
        raise Forbidden(RIGHT)


def asks_personal(register: Register, about: Iterable[str]) -> bool:
    """Tell whether any of these fields is personal, or a group that holds one."""
    return any(
        field.name in about and (field.personal or any(inner.personal for inner in field.fields))
        for field in register.fields
    )


@transaction.atomic
def set_rule(register: Register, *, says: str, dimension: str, severity: str, viewer: Viewer, now: datetime) -> str:  # noqa: PLR0913  (what a rule is)
    """Keep a sentence as a rule and return its id; the same sentence is the same rule.

    Raises:
        NotUnderstood: it is no rule.
        Forbidden: as `check`, or it asks about what is personal, which the viewer may not see.
    """
    check(register, viewer)
    says = clean(says)
    meaning = parsing.parse(says, register)
    if asks_personal(register, fields_of(meaning)):  # the records that fail would tell what is masked
        require(viewer, register.access.personal, register.owner or None)
    Compiler(register, world_of(register, now)).holds(meaning)
    chosen = Dimension(dimension) if dimension in set(Dimension) - {Dimension.SHARED} else rules.dimension_of(meaning)
    name = f"here.{hashlib.sha256(repr(meaning).encode()).hexdigest()[:12]}"
    level = "warning" if severity == "warning" else "error"
    SetRule.objects.update_or_create(
        register=register.id,
        rule=name,
        defaults={"says": says, "dimension": chosen, "severity": level, "off": False, "who": viewer.id, "at": now},
    )
    _note("register.rule.set", register, name, {"says": says, "dimension": chosen.value, "severity": level})
    return name


@transaction.atomic
def switch_rule(register: Register, *, rule: str, on: bool, viewer: Viewer, now: datetime) -> None:
    """Put a rule out of force, or into force again; one that was set here stays to be switched on again.

    Raises:
        Missing: there is no such rule.
        Forbidden: as `check`.
    """
    check(register, viewer)
    found = next((active.rule for active in rules.every(register) if active.rule.id == rule), None)
    if found is None:
        raise Missing(N_("There is no such rule."), remedy=N_("Look for it in the list of rules."))
    if found.fault and on:
        raise Refusal(N_("This rule is not understood and cannot be in force."), remedy=N_("Write it anew."))
    SetRule.objects.update_or_create(
        register=register.id, rule=rule, defaults={"off": not on, "who": viewer.id, "at": now}
    )
    _note("register.rule.on" if on else "register.rule.off", register, rule, {"says": found.says})


def _note(verb: str, register: Register, rule: str, values: dict[str, str]) -> None:
    audit.record(verb=verb, thing=f"register:{register.id}", agency=register.owner, after={"rule": rule, **values})
    jobs.enqueue(name="register.measure", arguments={"register": register.id}, key=f"register.measure:{register.id}")
