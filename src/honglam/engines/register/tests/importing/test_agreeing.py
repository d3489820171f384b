"""What DuckDB is sure of, `checking` says too: the same value from every dirty cell, or the same refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.engines.register.contracts import Field, Type
from honglam.engines.register.contracts.imports import Column
from honglam.engines.register.service import checking
from honglam.engines.register.service.importing import heads, judging, sure
from honglam.engines.register.service.importing.judging import Judging
from honglam.engines.register.tests.importing.conftest import made_of

TYPES = (
    Field(n=1, name="t", type=Type.TEXT, title="t", max_length=12),
    Field(n=2, name="p", type=Type.TEXT, title="p", pattern=r"VN-[A-Z]{2}\d{2}"),
    Field(n=3, name="i", type=Type.INTEGER, title="i", minimum="-5", maximum="2000000"),
    Field(n=4, name="d", type=Type.DECIMAL, title="d", decimals=2, minimum="0.01"),
    Field(n=5, name="m", type=Type.MONEY, title="m"),
    Field(n=6, name="b", type=Type.BOOLEAN, title="b"),
    Field(n=7, name="day", type=Type.DATE, title="day", minimum="1900-01-01"),
    Field(n=8, name="part", type=Type.PARTIAL_DATE, title="part"),
    Field(n=9, name="y", type=Type.YEAR, title="y", maximum="2030"),
    Field(n=10, name="cccd", type=Type.PERSONAL_NUMBER, title="cccd"),
    Field(n=11, name="phone", type=Type.PHONE, title="phone"),
    Field(n=12, name="mail", type=Type.EMAIL, title="mail"),
    Field(n=13, name="moment", type=Type.DATETIME, title="moment"),
)
REGISTER = made_of(key=(), territory="", order="", label=("t",), fields=TYPES)
NUMBERS = st.from_regex(r"\A[+-]?[0-9]{1,4}([.,][0-9]{1,4}){0,3} ?(đồng|đ|triệu)?\Z")
DAYS = st.from_regex(
    r"\A([0-3]?[0-9][/.-][01]?[0-9][/.-](1[789]|20)[0-9]{2}|(1[789]|20)[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?)\Z"
)
WORDS = st.text("aăâđĐẠ a\u0323\u0301\u00a0\u200b\t\"',;.@-_019VNX\n", max_size=14)
CODES = st.sampled_from(
    (
        "VN-HT01",
        "VN-HT1",
        "042189012345",
        "012189012345",
        "099189012345",
        "42189012345",
        "0912345678",
        "+84 912 345 678",
    )
)
SINGLE = st.sampled_from(
    ("có", "KHÔNG", "x", "Đúng", "1", "0", "-0", "00,50", "1e5", "a.b@c.vn", "A@B.VN", "a@b", "17h 1/2/2026")
)
CELL = st.one_of(NUMBERS, DAYS, WORDS, CODES, SINGLE)


def grid_of(texts: list[str]) -> tuple[list[str], list[list[str]]]:
    return [each.title for each in TYPES], [[text] * len(TYPES) for text in texts]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(CELL, min_size=10, max_size=40))
def test_every_cell_means_the_same_as_where_it_is_typed(texts, tmp_path_factory):
    place = tmp_path_factory.mktemp("agree")
    columns = tuple(Column(at=at, heading=each.title, field=each.name) for at, each in enumerate(TYPES))
    with Judging(register=REGISTER, columns=columns, place=place) as of:
        _load(of, texts)
        for at, column in enumerate(columns):
            judging._look_closely(of, at, column)
        judging._collect(of)
        found = {row: values for row, *values in of.base.execute("SELECT * FROM judged").fetchall()}
        faults = {(row, at): of.wrong[number] for row, at, number in of.base.execute("SELECT * FROM faults").fetchall()}
    for row, text in enumerate(texts, start=1):
        for at, field in enumerate(TYPES):
            alone = replace(REGISTER, fields=(replace(field, n=1),), label=(field.name,))
            # Blanks around a cell are gone before anybody judges it; only a sentence that repeats them would differ.
            values, wrong = checking.checked(alone, {field.name: text.strip(" \t\r\n")}, new=False)
            mine = judging.typed(field, found[row][at]) if row in found else None
            assert mine == values.get(field.name), (field.type, text)
            assert [faults[row, at]] == list(wrong) if wrong else (row, at) not in faults, (field.type, text)


def _load(of: Judging, texts: list[str]) -> None:
    """Put cells where a file would put them, whatever is in them."""
    of.base.execute("CREATE TABLE lines (row BIGINT, c VARCHAR)")
    rows = list(range(1, len(texts) + 1))
    of.base.execute("INSERT INTO lines SELECT unnest(?::BIGINT[]), unnest(?::VARCHAR[])", [rows, texts])
    written = ", ".join(f"{sure.rewritten('c', each, of.columns[at])} AS f{at}" for at, each in enumerate(TYPES))
    values = ", ".join(f"{sure.value(f'f{at}', each)} AS v{at}" for at, each in enumerate(TYPES))
    of.base.execute(f"CREATE TABLE typed AS SELECT *, {values} FROM (SELECT row, {written} FROM lines)")


def test_a_pattern_that_python_reads_otherwise_is_left_to_python():
    field = Field(n=1, name="p", type=Type.TEXT, title="p")
    for pattern in (r"\w+", r"\W", r"(?i)a", r"[^\d]", r"a\b", "Đ+", "it's", "a++"):
        assert sure.value("f", replace(field, pattern=pattern)) == "NULL::VARCHAR", pattern
    assert "regexp_full_match" in sure.value("f", replace(field, pattern=r"VN-\d{4}"))


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ([["DANH SÁCH HỘ"], [], ["Mã hộ", "Tên chủ hộ"], ["(1)", "(2)"], ["H1", "An"]], (2, 2)),
        ([["Mã hộ", "Chủ hộ", ""], ["", "Tên chủ hộ", "Điện thoại"], ["H1", "An", "0912345678"]], (0, 1)),
        ([["H1", "1"], ["H2", "2"]], (-1, -1)),
    ],
)
def test_headings_are_found_below_titles_and_over_two_lines(rows, head):
    assert heads.find(rows, (), made_of()) == head


def test_a_row_that_numbers_the_columns_is_no_record():
    grid = [["Mã hộ", "Tên chủ hộ"], ["(1)", "(2)"], ["H1", "An"]]
    assert heads.body(grid, (0, 0)) == 2
