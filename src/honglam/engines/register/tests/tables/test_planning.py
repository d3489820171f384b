"""A publication is the difference of two definitions; whatever changes, tables follow and no value is lost."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from honglam.engines.register.contracts import (
    Code,
    DefinitionRefused,
    Field,
    Register,
    StepKind,
    Target,
    TargetKind,
    Tombstone,
    Type,
)
from honglam.engines.register.models import Publication
from honglam.engines.register.service import (
    altering,
    constraining,
    current,
    deploying,
    indexing,
    naming,
    planning,
    shaping,
)
from honglam.engines.register.service.weighing import NotConfirmed
from honglam.engines.register.testing import MONDAY, deployed

TYPES = [Type.TEXT, Type.INTEGER, Type.DECIMAL, Type.DATE, Type.BOOLEAN, Type.CODE, Type.GEOMETRY, Type.YEAR]


def a_field(n: int, name: str, type_: Type = Type.TEXT, **more) -> Field:
    codes = (Code(code="a", title="A"), Code(code="b", title="B")) if type_ is Type.CODE else ()
    return Field(n=n, name=name, type=type_, title=name, codes=codes, **more)


def a_register(*fields: Field, **more) -> Register:
    return Register(id="tried", title="Thử", owner="H27.snnmt", fields=fields, **more)


@st.composite
def registers(draw):
    """Any register of at most eight fields: the same number may be called otherwise and hold something else."""
    found, names = sorted(draw(st.sets(st.integers(1, 8), min_size=1))), st.sampled_from("abcdefghijkl")
    called = draw(st.lists(names, min_size=len(found), max_size=len(found), unique=True))
    fields = []
    for n, name in zip(found, called, strict=True):
        type_ = draw(st.sampled_from(TYPES))
        plain = type_ is not Type.GEOMETRY
        fields.append(
            a_field(n, name, type_, filter=plain and draw(st.booleans()), unique=plain and draw(st.booleans()))
        )
    group = Field(n=20, name="rows", type=Type.GROUP, title="rows", fields=(a_field(21, draw(names)),))
    return a_register(*fields, *([group] if draw(st.booleans()) else []), validity=draw(st.booleans()))


def buried(old: Register, new: Register) -> Register:
    """Return the new one with its tombstones, as `numbered` gives them."""
    alive = {each.n for each in new.fields}
    graves = [each for each in old.removed if each.n not in alive]
    graves += [
        Tombstone(n=each.n, name=each.name, type=each.type, removed_in=2) for each in old.fields if each.n not in alive
    ]
    return replace(new, removed=tuple(graves))


@given(registers())
def test_the_same_definition_asks_for_nothing(register):
    assert planning.plan(register, register) == ()


@given(registers(), registers())
def test_a_field_is_followed_by_its_number(old, new):
    steps = planning.plan(old, new)
    was, becomes = ({each.n: each for each in side.columns} for side in (old, new))
    renamed = {each.name for n, each in becomes.items() if n in was and was[n].name != each.name}
    assert {step.field for step in steps if step.kind is StepKind.RENAME and "." not in step.field} == renamed
    assert {step.field for step in steps if step.kind is StepKind.REMOVE if step.field} == {
        each.name for each in old.fields if each.n not in {other.n for other in new.fields}
    }
    for step in steps:
        assert step.says % step.params, "each step is said in words"


@pytest.mark.django_db
@settings(
    max_examples=5, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@given(st.lists(registers(), min_size=3, max_size=3))
def test_tables_are_as_the_definition_says_after_any_changes(versions):
    from django.db import transaction

    with transaction.atomic():
        register = deployed(versions[0])
        for version in versions[1:]:
            wanted, number = buried(register, version), register.version
            register = deploying.publish(wanted, based_on=number, confirmed=True, by=None, now=MONDAY)
            as_it_says(register)
        transaction.set_rollback(True)
    current.forget()


def as_it_says(register: Register) -> None:
    for history in (False, True):
        model = shaping.history_of(register) if history else shaping.model_of(register)
        assert list(model.objects.all()) == []
        there = altering.columns_of(naming.quoted(naming.table(register.id, history=history)))
        for name, column in shaping.columns(register.fields):
            assert there[name] == column.db_type(altering.connection)
    with altering.connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'reg' AND indexname ~ '_[0-9a-f]{10}$'")
        group_that_rests = {name for name in (row[0] for row in cursor.fetchall()) if "rows" not in name}
        assert group_that_rests == {each for each in indexing.wanted(register) if "rows" not in each}
        cursor.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'c' AND conrelid = 'reg.tried'::regclass"
        )
        wanted = {each.name for each in constraining.wanted(register).values() if each.table == "tried"}
        assert dict(cursor.fetchall()) == dict.fromkeys(wanted, True)


def rows(register, *values):
    model = shaping.model_of(register)
    for number, each in enumerate(values):
        key = UUID(int=number + 1)
        model.objects.create(id=key, agency="H27.18562", act=1, at=MONDAY, **each)


def kept(register, *names):
    return list(shaping.model_of(register).objects.order_by("id").values_list(*names))


@pytest.mark.django_db
def test_two_fields_may_change_names_with_each_other():
    register = deployed(a_register(a_field(1, "a"), a_field(2, "b", Type.INTEGER)))
    rows(register, {"a": "x", "b": 1})
    register = deployed(a_register(a_field(1, "b"), a_field(2, "a", Type.INTEGER)))
    assert kept(register, "b", "a") == [("x", 1)]


@pytest.mark.django_db
def test_a_removed_field_comes_back_with_its_values_and_another_may_use_its_name_meanwhile():
    register = deployed(a_register(a_field(1, "a"), a_field(2, "b")))
    rows(register, {"a": "x", "b": "y"})
    with pytest.raises(NotConfirmed) as lost:
        deployed(a_register(a_field(1, "a")), confirmed=False)
    assert [(step.field, step.loses, step.examples) for step in lost.value.steps] == [("b", 1, ("y",))]
    deployed(a_register(a_field(1, "a")))
    register = deployed(a_register(a_field(1, "a"), a_field(2, "b")))
    assert kept(register, "a", "b") == [("x", "y")]


@pytest.mark.django_db
def test_a_change_of_type_fills_a_new_column_and_keeps_what_does_not_fit_in_the_old_one():
    register = deployed(a_register(a_field(1, "a"), a_field(2, "on")))
    rows(register, {"a": "12", "on": "2025-02-28"}, {"a": "mười hai", "on": "2025-02-30"}, {"a": None})
    wanted = a_register(a_field(1, "a", Type.INTEGER, filter=True, minimum="0"), a_field(2, "on", Type.DATE))
    with pytest.raises(NotConfirmed) as lost:
        deployed(wanted, confirmed=False)
    assert {(step.field, step.examples) for step in lost.value.steps} == {("a", ("mười hai",)), ("on", ("2025-02-30",))}
    register = deployed(wanted)
    assert [str(value) for row in kept(register, "a", "on") for value in row] == [
        "12", "2025-02-28", "None", "None", "None", "None",
    ]  # fmt: skip
    assert shaping.model_of(register).objects.first().version == 1, "filling says nothing new about a record"
    with altering.connection.cursor() as cursor:
        cursor.execute("SELECT a__was_1 FROM reg.tried ORDER BY id")
        assert [row[0] for row in cursor.fetchall()] == ["12", "mười hai", None]
    register = deployed(a_register(a_field(1, "a", Type.DECIMAL), a_field(2, "on", Type.DATE)), confirmed=False)
    assert [row[0] for row in kept(register, "a")] == [12, None, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "against"),
    [
        ([a_field(1, "a", required=True)], ("a", 1)),
        ([a_field(1, "a", unique=True)], ("a", 2)),
        ([a_field(1, "a", max_length=1)], ("a", 2)),
        ([a_field(1, "b", max_length=1)], ("b", 2)),
        ([a_field(1, "a"), a_field(2, "new", required=True)], ("new", 3)),
        ([a_field(1, "a", Type.CODE)], ("a", 2)),
        ([a_field(1, "a", Type.PHONE)], ("a", 2)),
    ],
)
def test_what_stands_against_it_refuses_a_publication_whatever_is_confirmed(fields, against):
    register = deployed(a_register(a_field(1, "a")))
    rows(register, {"a": "xx"}, {"a": "xx"}, {"a": None})
    with pytest.raises(DefinitionRefused) as refused:
        deployed(a_register(*fields))
    assert [(fault.place, fault.params["count"]) for fault in refused.value.faults] == [against]
    assert current.definition("tried").version == 1


@pytest.mark.django_db
def test_a_required_field_with_a_default_fills_every_record_at_once():
    register = deployed(a_register(a_field(1, "a")))
    rows(register, {"a": "xx"})
    register = deployed(a_register(a_field(1, "a"), a_field(2, "n", Type.INTEGER, required=True, default="7")))
    assert kept(register, "n") == [(7,)]
    assert Publication.objects.get(version=2).state == "done"


@pytest.mark.django_db
def test_a_code_in_use_cannot_go_and_one_that_nobody_uses_can():
    register = deployed(a_register(a_field(1, "a", Type.CODE)))
    rows(register, {"a": "a"})
    only = lambda code: a_register(replace(a_field(1, "a", Type.CODE), codes=(Code(code=code, title=code),)))  # noqa: E731
    with pytest.raises(DefinitionRefused):
        deployed(only("b"))
    assert deployed(only("a")).version == 2


def test_a_field_cannot_become_a_group():
    group = Field(n=1, name="a", type=Type.GROUP, title="a", fields=(a_field(2, "b"),))
    with pytest.raises(DefinitionRefused):
        planning.plan(a_register(a_field(1, "a")), a_register(group))


def test_a_reference_to_another_register_starts_empty():
    to = lambda register: Target(kind=TargetKind.REGISTER, register=register)  # noqa: E731
    old = a_register(a_field(1, "a", Type.REFERENCE, target=to("x")))
    steps = planning.plan(old, a_register(a_field(1, "a", Type.REFERENCE, target=to("y"))))
    assert [(step.kind, step.loses) for step in steps if step.field] == [(StepKind.RETYPE, 0)]
