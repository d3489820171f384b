"""A document becomes a register, or all that is wrong with it is said at once."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honglam.base.text import clean
from honglam.engines.register.contracts import (
    Code,
    DefinitionRefused,
    Field,
    Register,
    Rule,
    Sensitivity,
    Shape,
    Target,
    TargetKind,
    Type,
)
from honglam.engines.register.service.declaring import numbered, read, written

WELLS: dict[str, Any] = {
    "id": "wells",
    "title": "Giếng nước",
    "primaryKey": ["code"],
    "fields": [
        {"n": 1, "name": "code", "type": "text", "title": "Mã", "constraints": {"maxLength": 40}},
        {"n": 2, "name": "depth", "type": "decimal", "title": "Độ sâu", "unit": "m"},
        {
            "n": 3,
            "name": "visits",
            "type": "group",
            "title": "Lần kiểm tra",
            "fields": [{"n": 4, "name": "day", "type": "date"}],
        },
    ],
}


def faults(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(DefinitionRefused) as refused:
        read(document)
    assert all(each.remedy for each in refused.value.faults)
    return {each.place: each.message % each.params for each in refused.value.faults}


def changed(*path: object, value: object) -> dict[str, Any]:
    document = copy.deepcopy(WELLS)
    inside: Any = document
    for each in path[:-1]:
        inside = inside[each]
    inside[path[-1]] = value
    return document


def bare(document: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(document)
    for field in found["fields"]:
        field.pop("n", None)
        for inner in field.get("fields", ()):
            inner.pop("n", None)
    return found


words = st.from_regex(r"[a-z](_?[a-z0-9]){0,12}", fullmatch=True).map(lambda word: f"{word}_x")
titles = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=20).map(clean)


@st.composite
def fields(draw: st.DrawFn, name: str, number: int) -> Field:
    kind = draw(st.sampled_from([t for t in Type if t is not Type.GROUP]))
    plain: dict[str, Any] = {
        "title": draw(titles),
        "required": draw(st.booleans()),
        "sensitivity": draw(st.sampled_from(Sensitivity)),
        "shown": draw(st.booleans()),
        "verified": draw(st.booleans()),
        "section": draw(st.just("") | titles),
    }
    if kind is Type.CODE:
        codes = draw(st.lists(st.sampled_from("abcdef0123"), min_size=1, unique=True))
        plain["codes"] = tuple(Code(code=each, title=draw(titles), closed=draw(st.booleans())) for each in codes)
    if kind is Type.REFERENCE:
        plain["target"] = draw(
            st.sampled_from([Target(kind=TargetKind.COMMUNE), Target(kind=TargetKind.REGISTER, register="wells")])
        )
    if kind is Type.GEOMETRY:
        plain |= {"shape": draw(st.sampled_from(Shape)), "crs": draw(st.sampled_from(["EPSG:4326", "EPSG:9209"]))}
    if kind in {Type.INTEGER, Type.MONEY}:
        low = draw(st.integers(-1000, 1000))
        plain |= {"minimum": str(low), "maximum": str(low + draw(st.integers(0, 9)))}
    if kind is Type.TEXT:
        plain |= {"max_length": draw(st.none() | st.integers(1, 99)), "pattern": draw(st.sampled_from(["", r"\d{3}"]))}
    return Field(n=number, name=name, type=kind, **plain)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    names = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    found = [draw(fields(name, at + 1)) for at, name in enumerate(names)]
    if draw(st.booleans()):
        found.append(
            Field(
                n=99,
                name="group_of",
                type=Type.GROUP,
                title="G",
                fields=(draw(fields("inner_x", 100).filter(lambda each: each.type is not Type.GEOMETRY)),),
            )
        )
    return Register(
        id=draw(words),
        title=draw(titles),
        fields=tuple(found),
        label=(names[0],) if draw(st.booleans()) else (),
        rules=tuple(Rule(id=each, says=draw(titles)) for each in draw(st.lists(words, max_size=2, unique=True))),
        fresh_days=draw(st.integers(0, 999)),
        two_person=draw(st.booleans()),
        version=draw(st.integers(0, 9)),
    )


@given(registers())
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_as_the_same_register(register: Register) -> None:
    assert read(written(register)) == register


def test_a_document_is_sparse() -> None:
    assert written(read(WELLS))["fields"][1] == {
        "n": 2,
        "name": "depth",
        "type": "decimal",
        "title": "Độ sâu",
        "unit": "m",
    }


def test_everything_wrong_is_said_at_once_each_with_its_place_and_remedy() -> None:
    document = copy.deepcopy(WELLS) | {"order": "nowhere", "titel": "x"}
    document.pop("titel")
    document["fields"][0] |= {"name": "version", "constraints": {"pattern": "("}}
    document["fields"][1] |= {"constraints": {"minimum": 5, "maximum": 3}, "when": {"other": ["1"]}}
    assert set(faults(document)) == {
        "fields[0].name",
        "fields[0].constraints.pattern",
        "fields[1].constraints.minimum",
        "fields[1].when.other",
        "primaryKey[0]",
        "order",
    }


@pytest.mark.parametrize(
    ("path", "value", "place", "said"),
    [
        (("titel",), "x", "titel", "Nobody reads the key “titel”."),
        (("fields", 0, "type"), "txt", "fields[0].type", "“txt” cannot stand behind “type”."),
        (("fields", 0, "required"), True, "fields[0].required", "“required” stands in the wrong place."),
        (("fresh_days",), "many", "fresh_days", "“fresh_days” must be a whole number, not many."),
        (("fields", 0, "name"), "Mã số", "fields[0].name", "“Mã số” is no plain word."),
        (("fields", 0, "name"), "commune", "fields[0].name", "“commune” is a word that every table has for itself."),
        (("fields", 0, "name"), "save", "fields[0].name", "“save” is a word that every table has for itself."),
        (("fields", 1, "name"), "code", "fields", "There are 2 fields “code”."),
        (("fields", 1, "n"), 1, "fields", "Number 1 is given 2 times."),
        (("fields", 1, "codes"), [{"code": "1"}], "fields[1].codes", "“codes” does not fit “depth”"),
        (("fields", 1, "type"), "code", "fields[1].codes", "“depth” has no code list."),
        (("fields", 1, "type"), "reference", "fields[1].target", "“depth” does not say what it refers to."),
        (("territory",), "code", "territory", "“code” cannot stand here"),
        (("subject",), "code", "subject", "“code” cannot stand here"),
        (("fields", 0, "constraints"), {"pattern": "(a+)+"}, "fields[0].constraints.pattern", "for ever"),
        (("fields", 0, "constraints"), {"pattern": "(a|ab?)*c"}, "fields[0].constraints.pattern", "for ever"),
        (("fields", 0, "constraints"), {"pattern": r"\bx"}, "fields[0].constraints.pattern", "something else"),
        (("fields", 2, "fields"), [], "fields[2].fields", "has no fields"),
        (("id",), "definitions", "id", "No register can be called “definitions”."),
    ],
)
def test_a_mistake_is_told_at_its_place(path: tuple[object, ...], value: object, place: str, said: str) -> None:
    found = faults(changed(*path, value=value))
    assert said.lower() in found[place].lower()


def test_a_geometry_in_an_unknown_coordinate_system_and_an_unknown_code_list_are_refused() -> None:
    document = changed("fields", 0, value={"name": "place", "type": "geometry", "crs": "EPSG:9999"})
    document["fields"][1] = {"name": "kind", "type": "code", "codelist": "ethnic_group"}
    document.pop("primaryKey")
    found = faults(document)
    assert set(found) == {"fields[0].crs", "fields[1].codelist"}


def test_words_of_sql_are_good_names() -> None:
    assert read(changed("fields", 1, "name", value="select")).field("select").n == 2


def test_nine_hundred_columns_are_refused_in_one_sentence() -> None:
    many = [{"name": f"c{at}", "type": "text"} for at in range(900)]
    assert faults({"id": "wide", "title": "Rộng", "fields": many}) == {
        "fields": "A register holds at most 300 fields; this one has 900."
    }


def test_a_shared_code_list_comes_with_its_codes() -> None:
    register = read(
        {"id": "people", "title": "Người", "fields": [{"name": "sex", "type": "code", "codelist": "sexes"}]}
    )
    assert [each.title for each in register.field("sex").codes][:2] == ["Nam", "Nữ"]


def test_the_words_of_frictionless_are_understood() -> None:
    register = read(
        {
            "resources": [
                {
                    "name": "well-visits",
                    "schema": {
                        "fields": [
                            {"name": "who", "type": "string", "format": "email", "constraints": {"required": True}},
                            {"name": "size", "type": "number", "decimalChar": ","},
                            {"name": "month", "type": "yearmonth"},
                            {"name": "where", "type": "geojson"},
                            {"name": "state", "type": "string", "constraints": {"enum": ["open", "closed"]}},
                            {"name": "well", "type": "string"},
                            {"name": "notes", "type": "list"},
                        ],
                        "primaryKey": "who",
                        "foreignKeys": [{"fields": "well", "reference": {"resource": "wells", "fields": "id"}}],
                    },
                }
            ],
            "title": "Thăm giếng",
        }
    )
    kinds = {each.name: each.type for each in register.fields}
    assert kinds == {
        "who": Type.EMAIL,
        "size": Type.DECIMAL,
        "month": Type.PARTIAL_DATE,
        "where": Type.GEOMETRY,
        "state": Type.CODE,
        "well": Type.REFERENCE,
        "notes": Type.GROUP,
    }
    assert register.id == "well_visits"
    assert register.key == ("who",)
    assert register.field("well").target == Target(kind=TargetKind.REGISTER, register="wells")


def test_new_fields_get_numbers_that_were_never_given() -> None:
    old = replace(read(WELLS), version=1)
    without = numbered(read(changed("fields", value=WELLS["fields"][:1])), old)
    assert [(each.n, each.name, each.removed_in) for each in without.removed] == [
        (2, "depth", 2),
        (3, "visits", 2),
        (4, "visits.day", 2),
    ]
    more = copy.deepcopy(WELLS)
    more["fields"] = [WELLS["fields"][0], {"name": "owner_name", "type": "text"}]
    assert [each.n for each in numbered(read(more), without).fields] == [1, 5]


def test_a_field_is_known_by_its_number_when_it_is_renamed() -> None:
    old = numbered(read(WELLS), None)
    new = numbered(read(changed("fields", 1, "name", value="deep")), old)
    assert new.field("deep").n == 2
    assert new.removed == ()


def test_a_document_without_numbers_keeps_those_of_the_same_names_and_asks_about_the_rest() -> None:
    old = numbered(read(WELLS), None)
    same = numbered(read(bare(WELLS)), old)
    assert [each.n for each in same.fields] == [1, 2, 3]
    renamed = read(bare(changed("fields", 1, "name", value="deep")))
    with pytest.raises(DefinitionRefused) as asked:
        numbered(renamed, old)
    assert asked.value.faults[0].params["alike"] == ["depth"]
    assert numbered(renamed, old, renamed={"deep": "depth"}).field("deep").n == 2
    fresh = numbered(renamed, old, renamed={"deep": ""})
    assert fresh.field("deep").n == 5
    assert [each.name for each in fresh.removed] == ["depth"]


def test_a_number_is_never_given_to_another_type() -> None:
    old = numbered(read(WELLS), None)
    gone = replace(numbered(read(changed("fields", value=WELLS["fields"][:1])), old), version=2)
    taken = copy.deepcopy(WELLS)
    taken["fields"] = [WELLS["fields"][0], {"n": 2, "name": "day", "type": "date"}]
    with pytest.raises(DefinitionRefused, match="Number 2"):
        numbered(read(taken), gone)


def test_a_removed_field_comes_back_with_its_values_when_it_is_declared_again() -> None:
    old = numbered(read(WELLS), None)
    gone = numbered(read(changed("fields", value=WELLS["fields"][:1])), old)
    back = numbered(read(bare(WELLS)), gone)
    assert back.field("depth").n == 2
    assert "depth" not in {each.name for each in back.removed}


def test_fields_of_a_province_have_numbers_of_their_own_and_stay_when_the_pack_brings_another_version() -> None:
    pack = numbered(read(WELLS, origin="water"), None)
    ours = copy.deepcopy(WELLS)
    ours["fields"].append({"name": "ours", "type": "text"})
    local = replace(numbered(read(ours), pack), origin="water")
    assert local.field("ours").n == 1000
    theirs = copy.deepcopy(WELLS)
    theirs["fields"].append({"n": 5, "name": "theirs", "type": "text"})
    new = numbered(read(theirs, origin="water"), local)
    assert {each.name: each.n for each in new.fields}["ours"] == 1000
    assert new.field("theirs").n == 5
