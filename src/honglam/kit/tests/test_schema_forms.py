"""A form from a JSON Schema: what it accepts the schema accepts, and what is refused stands at an input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from honglam.base.errors import Refusal
from honglam.kit.forms.schema import NoForm, answers, flat, form_of, refusals

ERRAND: dict[str, Any] = {
    "type": "object",
    "required": ["name", "kind"],
    "properties": {
        "name": {
            "type": "string",
            "title": "Họ và tên",
            "title_en": "Full name",
            "description": "Như trên căn cước.",
            "minLength": 2,
            "maxLength": 60,
        },
        "kind": {
            "title": "Bạn là",
            "oneOf": [
                {"const": "person", "title": "Cá nhân", "title_en": "A person"},
                {"const": "firm", "title": "Doanh nghiệp"},
            ],
        },
        "tax": {
            "type": "string",
            "title": "Mã số thuế",
            "pattern": "^[0-9]{10}$",
            "x-hint": "Mã số thuế có 10 chữ số.",
            "x-hint_en": "A tax code has 10 digits.",
        },
        "area": {"type": "number", "title": "Diện tích", "x-unit": "m²", "minimum": 0, "maximum": 500},
        "when": {"type": "string", "format": "date", "title": "Ngày"},
        "phone": {"type": "string", "format": "phone", "title": "Điện thoại"},
        "mail": {"type": "string", "format": "email", "title": "Thư"},
        "level": {"type": "integer", "title": "Mức", "enum": [1, 2, 3]},
        "also": {"type": "array", "title": "Còn gì", "items": {"enum": ["a", "b", "c"]}, "maxItems": 2},
        "agree": {"type": "boolean", "title": "Đồng ý"},
        "place": {
            "type": "object",
            "title": "Nơi",
            "title_en": "Place",
            "required": ["street"],
            "properties": {
                "street": {"type": "string", "title": "Đường"},
                "number": {"type": "integer", "title": "Số nhà"},
            },
        },
        "second": {"type": "string", "title": "Số thứ hai"},
    },
    "if": {"properties": {"kind": {"const": "firm"}}, "required": ["kind"]},
    "then": {"required": ["tax"]},
    "dependentRequired": {"phone": ["second"]},
}
GOOD = {"name": "Nguyễn Văn An", "kind": "person"}


def filled(words: dict[str, Any], schema: dict[str, Any] = ERRAND) -> Any:
    return form_of(schema)(words)


def errors(words: dict[str, Any], schema: dict[str, Any] = ERRAND) -> dict[str, str]:
    with override("en"):
        return {name: str(found[0]) for name, found in filled(words, schema).errors.items()}


def test_it_reads_what_people_type_and_gives_what_the_schema_calls_it() -> None:
    form = filled(
        GOOD
        | {
            "name": " Nguye\u0302\u0303n\u200b  Văn An\x00",
            "area": "12,5",
            "when": "23/11/2026",
            "phone": "0912 345 678",
            "second": "x",
            "level": "2",
            "also": ["a", "c"],
            "place.street": "Trần Phú",
            "place.number": "1.200",
        }
    )
    assert form.is_valid(), form.errors
    assert form.values == {
        "name": "Nguyễn Văn An",
        "kind": "person",
        "area": 12.5,
        "when": "2026-11-23",
        "phone": "+84912345678",
        "second": "x",
        "level": 2,
        "also": ["a", "c"],
        "agree": False,
        "place": {"street": "Trần Phú", "number": 1200},
    }
    json.dumps(form.values)


@pytest.mark.parametrize(
    ("words", "name", "sentence"),
    [
        ({"name": "A"}, "name", "Write at least 2 letters."),
        ({"name": "x" * 61}, "name", "Write at most 60 letters."),
        ({"name": ""}, "name", "This value is needed."),
        ({"kind": "bird"}, "kind", "Choose one of what is offered."),
        ({"kind": "firm"}, "tax", "This value is needed."),
        ({"kind": "firm", "tax": "12"}, "tax", "A tax code has 10 digits."),
        ({"area": "501"}, "area", "This must be at most 500."),
        ({"also": ["a", "b", "c"]}, "also", "At most 2 are taken here."),
        ({"mail": "nobody"}, "mail", "Write an e-mail address, for example ten@example.vn."),
        ({"phone": "12", "second": "x"}, "phone", "Write a telephone number, for example 0912 345 678."),
        ({"phone": "0912345678"}, "second", "This value is needed."),
        ({"place.number": "3"}, "place.street", "This value is needed."),
    ],
)
def test_what_is_wrong_stands_at_its_input_in_the_readers_words(words, name, sentence) -> None:
    assert errors(GOOD | words) == {name: sentence}


def test_a_text_of_ten_megabytes_is_refused_with_a_sentence() -> None:
    assert errors(GOOD | {"second": "x" * 10_000_000, "phone": "0912345678"}) == {
        "second": "Write at most 500 letters."
    }


def test_what_is_asked_only_sometimes_carries_its_condition_for_the_browser() -> None:
    form = filled({})
    assert json.loads(form.fields["tax"].widget.attrs["data-when"]) == [[["kind", ["firm"]]]]
    assert json.loads(form.fields["second"].widget.attrs["data-when"]) == [[["phone", []]]]
    assert "data-when" not in form.fields["name"].widget.attrs


def test_a_condition_that_only_the_server_can_try_hides_nothing() -> None:
    schema = {
        "type": "object",
        "properties": {"age": {"type": "integer"}, "parent": {"type": "string"}},
        "if": {"properties": {"age": {"maximum": 17}}, "required": ["age"]},
        "then": {"required": ["parent"]},
    }
    form = form_of(schema)
    assert "data-when" not in form().fields["parent"].widget.attrs
    assert errors({"age": "12"}, schema) == {"parent": "This value is needed."}
    assert errors({"age": "18"}, schema) == {}


def test_an_input_that_a_branch_brings_stands_in_the_form() -> None:
    schema = {
        "type": "object",
        "properties": {"late": {"type": "boolean", "title": "Muộn"}},
        "if": {"properties": {"late": {"const": True}}, "required": ["late"]},
        "then": {"properties": {"why": {"type": "string", "title": "Vì sao"}}, "required": ["why"]},
        "else": {"properties": {"why": False}},
    }
    assert errors({"late": "on"}, schema) == {"why": "This value is needed."}
    assert errors({"why": "x"}, schema) == {"why": "This does not belong here. Leave it empty."}
    assert errors({}, schema) == {}


def test_it_speaks_the_readers_language() -> None:
    form_class = form_of(ERRAND)
    with override("vi"):
        assert str(form_class().fields["name"].label) == "Họ và tên"
        assert str(form_class({}).errors["name"][0]) == "Chỗ này không được để trống."
        assert str(form_class().fields["area"].label) == "Diện tích (m²)"
    with override("en"):
        assert str(form_class().fields["name"].label) == "Full name"
        assert form_class().shown[1].section.title == "Place"


def test_defaults_are_shown_and_what_may_only_be_read_cannot_be_changed() -> None:
    schema = {
        "type": "object",
        "required": ["year"],
        "properties": {
            "year": {"type": "integer", "default": 2026, "readOnly": True},
            "day": {"type": "string", "format": "date", "default": "2026-11-23"},
        },
    }
    form = filled({"year": "1999", "day": "24/11/2026"}, schema)
    assert form.is_valid()
    assert form.values == {"year": 2026, "day": "2026-11-24"}
    assert 'value="23/11/2026"' in str(form_of(schema)()["day"])


def test_words_of_a_schema_and_of_people_are_text_and_never_html() -> None:
    evil = "<script>alert(1)</script>"
    schema = {
        "type": "object",
        "title": evil,
        "properties": {"a": {"type": "string", "title": evil, "description": evil}},
    }
    form = filled({"a": evil}, schema)
    assert form.is_valid()
    page = render_to_string("kit/forms/form.html", form.get_context())
    assert form.values == {"a": evil}
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 3


def test_a_box_that_must_be_ticked_says_so() -> None:
    schema = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean", "const": True}}}
    assert errors({}, schema) == {"ok": "This is needed to go on."}
    assert errors({"ok": "on"}, schema) == {}


def test_a_schema_for_which_there_is_no_input_is_refused_by_name() -> None:
    for sub in (
        {"type": "object"},
        {"type": "array", "items": {"type": "object"}},
        {"type": "array", "format": "files"},
    ):
        with pytest.raises(NoForm) as told:
            form_of({"type": "object", "properties": {"thing": sub}})
        assert told.value.field == "thing"


def test_answers_are_read_as_people_say_them() -> None:
    values = {"name": "An", "kind": "firm", "area": 1200.5, "when": "2026-11-23", "agree": True, "also": ["a"], "x": 1}
    with override("vi"):
        told = {each.name: each.text for each in answers(ERRAND, values)}
    assert told == {
        "name": "An",
        "kind": "Doanh nghiệp",
        "area": "1200,5 m²",
        "when": "23/11/2026",
        "agree": "Có",
        "also": "a",
    }


def test_what_a_format_stands_for_is_called_by_its_name_and_keys_of_machines_are_not_shown() -> None:
    agency = {"type": "string", "format": "agency"}
    schema = {
        "type": "object",
        "properties": {
            "lead": agency,
            "helps": {"type": "array", "items": agency},
            "row": {"type": "string", "x-machine": True},
        },
    }
    values = {"lead": "H27.a", "helps": ["H27.b", "H27.c"], "row": "36"}
    told = {each.name: each.text for each in answers(schema, values, {"agency": str.lower})}
    assert told == {"lead": "h27.a", "helps": "h27.b\nh27.c"}


def test_a_stored_value_fills_the_form_again() -> None:
    values = {"name": "An Bình", "kind": "firm", "tax": "0123456789", "area": 3, "when": "2026-11-23"}
    initial = flat(ERRAND, values)
    shown = form_of(ERRAND)(initial=initial)
    typed = {name: shown[name].value() for name in initial}
    typed = {name: shown.fields[name].prepare_value(value) for name, value in typed.items()}
    again = filled(typed)
    assert again.is_valid(), again.errors
    assert again.values == values | {"agree": False}


def test_what_the_domain_refuses_finds_its_input() -> None:
    form = filled(GOOD)
    assert form.is_valid()
    form.refuse(Refusal("Not there.", field="place"))
    form.refuse(Refusal("Not now.", field="elsewhere"))
    assert set(form.errors) == {"place.street", "__all__"}


# Any schema, any typing

_WORD = st.sampled_from(["", "1", "2,5", "-3", "abc", "x" * 30, "23/11/2026", "a\nb", "<b>", "0912345678", "a@b.vn"])
_LEAF = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 4),
            "maxLength": st.integers(0, 12),
            "pattern": st.sampled_from(["^[a-z]*$", "^[0-9]+$"]),
            "format": st.sampled_from(["date", "date-time", "email", "phone", "uri", "textarea"]),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={"minimum": st.integers(-5, 5), "exclusiveMaximum": st.integers(0, 9), "multipleOf": st.just(2)},
    ),
    st.just({"type": "boolean"}),
    st.just({"type": "boolean", "const": True}),
    st.fixed_dictionaries({"enum": st.lists(st.sampled_from(["abc", "1", 1, 2.5]), min_size=1, unique_by=str)}),
    st.fixed_dictionaries(
        {
            "type": st.just("array"),
            "items": st.sampled_from([{"enum": ["a", "abc"]}, {"type": "string", "maxLength": 3}, {"type": "integer"}]),
        },
        optional={"minItems": st.integers(0, 2), "maxItems": st.integers(1, 2), "uniqueItems": st.just(True)},
    ),
)
_NAMES = ("one", "two", "three")


@st.composite
def _schemas(draw: st.DrawFn, depth: int = 1) -> dict[str, Any]:
    leaves = _LEAF if depth == 0 else st.one_of(_LEAF, _schemas(depth=0))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, unique=True))
    made: dict[str, Any] = {"type": "object", "properties": {name: draw(leaves) for name in names}}
    some = st.lists(st.sampled_from(names), unique=True)
    if draw(st.booleans()):
        made["required"] = draw(some)
    if draw(st.booleans()):
        made["dependentRequired"] = {names[0]: draw(some)}
    if draw(st.booleans()):
        made["if"] = {"required": [names[0]]}
        made["then"] = {"required": draw(some)}
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_schemas(), st.data())
def test_whatever_the_form_accepts_the_schema_accepts_and_what_is_refused_names_an_input(schema, data) -> None:
    form_class = form_of(schema)
    words = {name: data.draw(st.one_of(_WORD, st.lists(_WORD, max_size=3))) for name in form_class.leaves}
    form = form_class(words)
    if form.is_valid():
        assert Draft202012Validator(schema).is_valid(form.values)
        assert refusals(schema, form.values) == []
    else:
        assert set(form.errors) <= set(form_class.leaves)
