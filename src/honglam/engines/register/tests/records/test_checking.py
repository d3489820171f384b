"""The one judgement of values: what people type, what machines send, what a spreadsheet holds."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.time import VIETNAM
from honglam.engines.register.contracts import Code, Field, Register, Shape, Type
from honglam.engines.register.service import checking
from honglam.engines.register.service.writing_rows import same


def field(type_, name="a", **options):
    return Field(n=1, name=name, type=type_, title="Ô", **options)


def register(*fields, **options):
    return Register(id="r", title="R", fields=fields, **options)


def one(made, raw, **options):
    """Return the value of a field, or the msgid of what is wrong with it."""
    values, wrong = checking.checked(register(made), {"a": raw}, new=False, **options)
    return wrong[0].message if wrong else values["a"]


CODES = (Code(code="cam", title="Cam"), Code(code="buoi", title="Bưởi"), Code(code="che", title="Chè", closed=True))


@pytest.mark.parametrize(
    ("made", "raw", "expected"),
    [
        (field(Type.TEXT), "  hai   từ ", "hai từ"),
        (field(Type.TEXT), 12.0, "12"),
        (field(Type.TEXT), "   ", None),
        (field(Type.INTEGER), "1.234", 1234),
        (field(Type.INTEGER), 12.0, 12),
        (field(Type.DECIMAL, decimals=2), "1.234,50", Decimal("1234.5")),
        (field(Type.DECIMAL, decimals=2), "1234.50", Decimal("1234.5")),
        (field(Type.DECIMAL), "1.649", Decimal(1649)),
        (field(Type.DECIMAL), "0.649", Decimal("0.649")),
        (field(Type.DECIMAL), "1951.649", Decimal("1951.649")),
        (field(Type.DECIMAL, decimals=2), 0.1 + 0.2, Decimal("0.3")),
        (field(Type.MONEY), "1,5 triệu", 1_500_000),
        (field(Type.BOOLEAN), "Có", True),
        (field(Type.BOOLEAN), "không", False),
        (field(Type.DATE), "5/2/2026", date(2026, 2, 5)),
        (field(Type.DATE), datetime(2026, 2, 5), date(2026, 2, 5)),  # noqa: DTZ001  (as a spreadsheet gives it)
        (field(Type.PARTIAL_DATE), "4/1975", "1975-04"),
        (field(Type.PARTIAL_DATE), 1975, "1975"),
        (field(Type.DATETIME), "17:00 15/12/2026", datetime(2026, 12, 15, 17, tzinfo=VIETNAM)),
        (field(Type.YEAR), "năm 1999", 1999),
        (field(Type.CODE, codes=CODES), "BUOI", "buoi"),
        (field(Type.CODE, codes=CODES), "Bưởi", "buoi"),
        (field(Type.PERSONAL_NUMBER), "042 095 001234", "042095001234"),
        (field(Type.PERSONAL_NUMBER), 42095001234, "042095001234"),
        (field(Type.PHONE), "0912 345 678", "+84912345678"),
        (field(Type.PHONE), "+49 30 901820", "+4930901820"),
        (field(Type.EMAIL), "an@HaTinh.gov.vn", "an@hatinh.gov.vn"),
        (field(Type.URL), "hatinh.gov.vn/tin", "https://hatinh.gov.vn/tin"),
    ],
)
def test_what_people_write_is_understood(made, raw, expected):
    assert one(made, raw) == expected


@pytest.mark.parametrize(
    ("made", "raw"),
    [
        (field(Type.INTEGER), "1,5"),
        (field(Type.INTEGER), True),
        (field(Type.INTEGER), 10**30),
        (field(Type.DECIMAL, decimals=1), "1,25"),
        (field(Type.DECIMAL), math.nan),
        (field(Type.DECIMAL), math.inf),
        (field(Type.DECIMAL, minimum="0.01"), 0),
        (field(Type.DATE), "31/02/2026"),
        (field(Type.DATE), "02/05/26"),
        (field(Type.DATE), 46387),
        (field(Type.DATE, maximum="2026-01-01"), "02/01/2026"),
        (field(Type.YEAR), 26),
        (field(Type.CODE, codes=CODES), "quýt"),
        (field(Type.CODE, codes=CODES), "che"),
        (field(Type.PERSONAL_NUMBER), "042095"),
        (field(Type.PHONE), "123"),
        (field(Type.EMAIL), "an@"),
        (field(Type.URL), "javascript:alert(1)"),
        (field(Type.FILE), "x"),
        (field(Type.TEXT, pattern=r"VN-\d{4}", hint="VN- và bốn chữ số"), "VN-12"),
        (field(Type.TEXT, max_length=3), "dài quá"),
        (field(Type.TEXT), {"a": 1}),
        (field(Type.TEXT), "\ud800"),
        (field(Type.GROUP, fields=(field(Type.DATE, "on"),)), "x"),
        (field(Type.GEOMETRY), "đâu đó"),
    ],
)
def test_what_cannot_be_meant_is_refused(made, raw):
    _values, wrong = checking.checked(register(made), {"a": raw}, new=False)
    assert [each.field for each in wrong] == ["a"]
    assert wrong[0].message % wrong[0].params


def test_a_closed_code_is_let_through_where_the_record_has_it():
    made = field(Type.CODE, codes=CODES)
    assert one(made, "che", kept={"a": "che"}) == "che"


def test_a_field_is_asked_by_the_value_of_another():
    made = register(
        field(Type.CODE, "kind", codes=CODES), field(Type.TEXT, "sort", when={"kind": ("cam",)}, required=True)
    )
    wrong = lambda given, **options: [each.field for each in checking.checked(made, given, **options)[1]]  # noqa: E731
    assert wrong({"kind": "cam"}, new=True) == ["sort"]
    assert wrong({"kind": "buoi"}, new=True) == []
    assert wrong({"kind": "buoi", "sort": "Xã Đoài"}, new=True) == ["sort"]
    # A change of the one empties the other, and asks for it.
    kept = {"kind": "cam", "sort": "Xã Đoài"}
    assert checking.checked(made, {"kind": "buoi"}, new=False, kept=kept)[0] == {"kind": "buoi", "sort": None}
    assert wrong({"kind": "cam"}, new=False, kept={"kind": "buoi", "sort": None}) == ["sort"]


def test_a_group_says_which_item_is_wrong():
    inner = (field(Type.DATE, "on", required=True), field(Type.TEXT, "result"))
    made = register(field(Type.GROUP, "visits", fields=inner))
    given = [{"on": "05/02/2026"}, {"on": "", "result": ""}, {"on": "x", "result": "đạt"}, {"result": "đạt"}]
    values, wrong = checking.checked(made, {"visits": given}, new=False)
    assert [(each.field, each.item) for each in wrong] == [("visits.on", 2), ("visits.on", 3)]
    assert values == {}  # nothing of the group is kept
    values, wrong = checking.checked(made, {"visits": given[:2]}, new=False)
    assert (values["visits"], wrong) == ([{"on": date(2026, 2, 5), "result": None}], ())


# Geometry

SQUARE = [[105.9, 18.3], [105.91, 18.3], [105.91, 18.31], [105.9, 18.31]]


@pytest.mark.parametrize(
    "raw",
    [
        {"type": "Point", "coordinates": [105.9, 18.34]},
        '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [105.9, 18.34, 7.0]}}',
        "POINT (105.9 18.34)",
        "18.34, 105.9",
        "105.9 18.34",
        "18,34; 105,9",
        [18.34, 105.9],
        "X=2028335 Y=542305",
        "542305 2028335",
    ],
)
def test_a_point_is_read_in_every_way_in_which_it_is_given(raw):
    found = one(field(Type.GEOMETRY), raw)
    assert (round(found.x, 2), round(found.y, 2)) == (105.9, 18.34)


def test_a_shape_that_crosses_itself_is_refused_saying_where():
    made = register(field(Type.GEOMETRY, shape=Shape.POLYGON))
    tie = {"type": "Polygon", "coordinates": [[*(SQUARE[n] for n in (0, 2, 1, 3)), SQUARE[0]]]}
    ((wrong,),) = (checking.checked(made, {"a": tie}, new=False)[1],)
    assert wrong.params["place"] == "18.305000, 105.905000"
    metres = "2028000 542000\n2028100 542100\n2028000 542100\n2028100 542000"
    ((wrong,),) = (checking.checked(made, {"a": metres}, new=False)[1],)
    assert wrong.params["place"] == "X 2.028.050, Y 542.050"


@pytest.mark.parametrize(
    "raw",
    [
        {"type": "Point", "coordinates": [18.34, 105.9]},
        {"type": "Point", "coordinates": []},
        {"type": "Point"},
        {"type": "LineString", "coordinates": [[105.9, 18.3], [105.8, 18.2]]},
        "POINT (2 48)",
        "POINT (nan nan)",
        "POINT EMPTY",
        [[105.9]],
        {"type": "GeometryCollection", "geometries": []},
        "9" * 400,
    ],
)
def test_what_is_no_point_of_this_country_is_refused(raw):
    assert isinstance(one(field(Type.GEOMETRY), raw), str)


# For every value

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
POINTS = st.builds(shapely.Point, st.floats(103, 117), st.floats(7, 23))
VALUES = st.one_of(
    st.tuples(st.just(field(Type.TEXT)), st.text()),
    st.tuples(st.just(field(Type.INTEGER)), st.integers(1 - 10**18, 10**18 - 1)),
    st.tuples(st.just(field(Type.DECIMAL)), st.decimals(-(10**9), 10**9, places=3)),
    st.tuples(st.just(field(Type.MONEY)), st.integers(0, 10**15)),
    st.tuples(st.just(field(Type.BOOLEAN)), st.booleans()),
    st.tuples(st.just(field(Type.DATE)), DAYS),
    st.tuples(st.just(field(Type.PARTIAL_DATE)), DAYS.map(lambda day: f"{day:%Y-%m}" if day.year > 999 else "1999")),
    st.tuples(
        st.just(field(Type.DATETIME)),
        st.datetimes(datetime(1801, 1, 1), datetime(2200, 1, 1), timezones=st.just(VIETNAM)),  # noqa: DTZ001
    ),
    st.tuples(st.just(field(Type.YEAR)), st.integers(1800, 2200)),
    st.tuples(st.just(field(Type.CODE, codes=CODES[:2])), st.sampled_from(["cam", "buoi"])),
    st.tuples(st.just(field(Type.FILE)), st.uuids()),
    st.tuples(st.just(field(Type.GEOMETRY)), POINTS),
    st.tuples(
        st.just(field(Type.GROUP, fields=(field(Type.DATE, "on"), field(Type.DECIMAL, "n", decimals=2)))),
        st.lists(st.fixed_dictionaries({"on": DAYS, "n": st.decimals(-100, 100, places=2)}), max_size=3),
    ),
)


@given(VALUES)
def test_a_value_that_was_accepted_is_accepted_again_as_itself_and_as_json(pair):
    made, raw = pair
    its = register(made)
    values, wrong = checking.checked(its, {"a": raw}, new=False)
    if wrong:
        assert made.type is Type.TEXT  # halves of characters
        return
    for again in (values, checking.plain(values)):
        found, wrong = checking.checked(its, again, new=False)
        assert not wrong
        assert same(found["a"], values["a"])
    assert isinstance(checking.words(its, values)["a"], str)


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        DAYS,
        st.decimals(),
        st.sampled_from(["1e400", "{", "[", "POINT", "POLYGON((0 0))", "0", "-0", "１２", "٣", "12:00", UUID(int=0)]),
        st.timedeltas(timedelta(0)),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=4,
)
EVERY = [
    *(field(type_) for type_ in Type if type_ not in {Type.REFERENCE, Type.GROUP, Type.CODE}),
    field(Type.CODE, codes=CODES),
    field(Type.GROUP, fields=(field(Type.DATE, "on"),)),
    field(Type.GEOMETRY, shape=Shape.POLYGON),
]


@given(ANYTHING)
def test_whatever_comes_is_kept_or_refused_and_never_breaks(raw):
    for made in EVERY:
        its = register(made)
        values, wrong = checking.checked(its, {"a": raw}, new=False)
        assert bool(wrong) != ("a" in values)
        for each in wrong:
            assert each.message % each.params
            assert each.remedy % each.params is not None
