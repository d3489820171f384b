from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from honglam.kit.cache import forget_expired

pytestmark = pytest.mark.django_db


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        return int(cursor.fetchone()[0])


def test_it_keeps_any_value_until_it_expires() -> None:
    cache.set("a", {"tên": ["Lan", 1, None]}, 60)
    assert cache.get("a") == {"tên": ["Lan", 1, None]}
    cache.set("a", 2, 60)
    assert cache.get("a") == 2
    cache.set("a", 3, 0)
    assert cache.get("a") is None


def test_a_value_without_an_end_stays() -> None:
    cache.set("a", 1, None)
    forget_expired(now=timezone.now() + timedelta(days=36500))
    assert cache.get("a") == 1


def test_what_is_there_is_not_added_a_second_time() -> None:
    assert cache.add("a", 1, 60)
    assert not cache.add("a", 2, 60)
    assert cache.get("a") == 1


def test_what_has_expired_is_added_anew() -> None:
    cache.set("a", 1, -60)
    assert cache.add("a", 2, 60)
    assert cache.get("a") == 2


def test_touching_prolongs_what_is_there_and_wakes_nothing_up() -> None:
    cache.set("a", 1, 60)
    cache.set("gone", 1, -60)
    assert cache.touch("a", 600)
    assert not cache.touch("gone", 600)
    assert not cache.touch("never", 600)
    assert cache.get("gone") is None


@pytest.mark.parametrize("write", [cache.set, cache.add])
def test_a_write_is_one_statement(write: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        write("a", 1, 60)


def test_the_clock_removes_what_has_expired_and_nothing_else() -> None:
    cache.set("old", 1, -60)
    cache.set("new", 1, 60)
    assert forget_expired(now=timezone.now()) == 1
    assert cache.get("new") == 1
    assert rows() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_the_same_at_once_one_is_told_that_it_was_added() -> None:
    call_command("createcachetable", verbosity=0)

    def add(number: int) -> bool:
        try:
            return bool(cache.add("race", number, 60))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(32))) == 1
    cache.delete("race")
