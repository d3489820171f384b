"""A statement that is sent hundreds of times a second is parsed and planned once for each connection."""

from __future__ import annotations

import pytest
from django.db import connection

from honglam.core.identity.models import Account
from honglam.kit import prepared

pytestmark = pytest.mark.django_db

_KNOWN = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


def test_a_statement_that_asks_for_it_is_planned_once_and_no_other_is() -> None:
    for number in range(8):
        assert prepared.run("SELECT %s::int + 40000001", number) == [(number + 40_000_001,)]
        list(Account.objects.filter(username="40000001"))
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, ["%40000001"])
        assert cursor.fetchone() == (1,)
        cursor.execute(_KNOWN, ["%account%40000001%"])
        assert cursor.fetchone() == (0,)
