"""The SQL functions of text: they agree with base.text and serve indexes."""

from __future__ import annotations

import unicodedata

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honglam.base.text import fold, name_key, sort_key, sort_names
from honglam.kit.sql.functions import Fold, NameKey, SortKey

pytestmark = pytest.mark.django_db

# PostgreSQL holds no NUL. Characters unknown to Python's Unicode may be known to a newer server, and decomposed.
UNICODE = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00")
VIETNAMESE = st.sampled_from(
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệôơưỳÝỹĐÐ 019.-'BNGH\u0300\u0301\u0302\u0306\u0309\u031b\u0323"
)
TEXTS = st.lists(st.text(UNICODE, max_size=20) | st.text(VIETNAMESE, max_size=20), min_size=1, max_size=60)
# One database serves all examples; they only read.
EXAMPLES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def rows(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@EXAMPLES
@given(TEXTS)
def test_they_say_the_same_as_python(texts):
    said = rows(
        "SELECT hl_fold(t), hl_sort_key(t), hl_name_key(t) FROM unnest(%s::text[]) WITH ORDINALITY u(t, i) ORDER BY i",
        texts,
    )
    assert said == [(fold(t), sort_key(t), name_key(t)) for t in texts]


def test_they_say_the_same_of_every_single_character():
    every = [chr(c) for c in range(1, 0x110000) if unicodedata.category(chr(c)) not in {"Cs", "Cn", "Co"}]
    said = rows("SELECT hl_fold(t), hl_sort_key(t) FROM unnest(%s::text[]) WITH ORDINALITY u(t, i) ORDER BY i", every)
    wrong = [c for c, answer in zip(every, said, strict=True) if answer != (fold(c), sort_key(c))]
    assert wrong == []


@EXAMPLES
@given(TEXTS)
def test_the_database_sorts_as_python_does(texts):
    by_key = rows('SELECT t FROM unnest(%s::text[]) t ORDER BY hl_sort_key(t) COLLATE "C", t COLLATE "C"', texts)
    assert [t for (t,) in by_key] == sorted(texts, key=lambda t: (sort_key(t), t))
    by_name = rows('SELECT t FROM unnest(%s::text[]) t ORDER BY hl_name_key(t) COLLATE "C", t COLLATE "C"', texts)
    assert [t for (t,) in by_name] == sort_names(texts)


def test_nothing_stays_nothing():
    assert rows("SELECT hl_fold(NULL), hl_sort_key(NULL), hl_name_key(NULL)") == [(None, None, None)]
    assert rows("SELECT hl_fold(''), hl_sort_key(''), hl_name_key('')") == [("", "", "")]


def test_they_may_be_indexed_and_run_in_parallel():
    names = ["hl_fold", "hl_name_key", "hl_sort_key"]
    marks = rows(
        "SELECT proname, provolatile, proparallel, proisstrict FROM pg_proc WHERE proname = ANY(%s) ORDER BY 1", names
    )
    assert marks == [(name, "i", "s", True) for name in names]


@pytest.fixture
def people():
    """Twenty thousand made-up people in a table with the indexes that rooms will have."""
    rows_before = """
        CREATE TEMPORARY TABLE people (id int, name text);
        INSERT INTO people SELECT i, 'Nguyễn Văn ' || chr(65 + i %% 26) || i FROM generate_series(1, 20000) i;
        INSERT INTO people VALUES (0, 'Hoàng Thị Thúy');
        CREATE INDEX people_folded ON people ((hl_fold(name) COLLATE "C") text_pattern_ops);
        CREATE INDEX people_found ON people USING gin ((hl_fold(name) COLLATE "C") gin_trgm_ops);
        CREATE INDEX people_sorted ON people ((hl_sort_key(name) COLLATE "C"), id);
        CREATE INDEX people_named ON people ((hl_name_key(name) COLLATE "C"), id);
        ANALYZE people;
    """
    with connection.cursor() as cursor:
        cursor.execute(rows_before.replace("%%", "%"))


def plan(sql: str, *params: object) -> str:
    return "\n".join(line for (line,) in rows(f"EXPLAIN {sql}", *params))


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("""SELECT id FROM people WHERE hl_fold(name) COLLATE "C" LIKE 'hoang thi%%'""", "people_folded"),
        ("""SELECT id FROM people WHERE hl_fold(name) COLLATE "C" LIKE '%%thi thuy%%'""", "people_found"),
        ("""SELECT id FROM people ORDER BY hl_sort_key(name) COLLATE "C", id LIMIT 50""", "people_sorted"),
        ("""SELECT id FROM people ORDER BY hl_name_key(name) COLLATE "C", id LIMIT 50""", "people_named"),
    ],
)
@pytest.mark.usefixtures("people")
def test_an_index_on_them_is_used(sql, index):
    assert index in plan(sql)


@pytest.mark.parametrize(
    ("expression", "sql"),
    [
        (Fold("model"), '(hl_fold("django_content_type"."model") COLLATE "C")'),
        (SortKey("model"), '(hl_sort_key("django_content_type"."model") COLLATE "C")'),
        (NameKey("model"), '(hl_name_key("django_content_type"."model") COLLATE "C")'),
    ],
)
def test_django_writes_the_expression_that_the_indexes_hold(expression, sql):
    assert sql in str(ContentType.objects.values_list(expression).query)


def test_django_searches_and_sorts_with_them():
    names = ["Kỳ Văn", "Kỳ Anh", "Kì Hoa", "Cẩm Kỳ", "Hương Khê"]
    ContentType.objects.bulk_create(ContentType(app_label="test", model=name) for name in names)
    mine = ContentType.objects.filter(app_label="test")
    found = mine.alias(folded=Fold("model")).filter(folded__contains=fold("KỲ")).order_by(SortKey("model"))
    assert list(found.values_list("model", flat=True)) == ["Cẩm Kỳ", "Kỳ Anh", "Kỳ Văn"]
    by_name = mine.order_by(NameKey("model")).values_list("model", flat=True)
    assert list(by_name) == ["Kỳ Anh", "Kì Hoa", "Hương Khê", "Cẩm Kỳ", "Kỳ Văn"]


def test_the_extensions_that_rooms_count_on_are_there():
    present = {name for (name,) in rows("SELECT extname FROM pg_extension")}
    assert {"unaccent", "pg_trgm", "ltree", "btree_gin", "btree_gist"} <= present
