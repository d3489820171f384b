"""Documents and questions of a system that means no good, or does not know better."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest

from honglam.core.identity.models import Account, Agency, Person
from honglam.core.identity.testing import COMMUNE, make_agency
from honglam.core.identity.tests.test_scim import CORE, Directory, directory  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('id eq "nobody"', 0),
        ('id ne "nobody"', 1),
        ("id eq null", 0),
        ("active eq null", 0),
        ("active ne null", 1),
        ("meta.created eq null", 0),
        ("externalId eq null", 1),
    ],
)
def test_a_question_about_nothing_is_answered(directory: Directory, asked: str, found: int) -> None:  # noqa: F811
    directory.create("thu.tv")
    answer = directory.ask("GET", f"/Users?filter={quote(asked)}")
    assert (answer.status_code, answer.said.get("totalResults")) == (200, found)


def test_a_question_within_questions_ends(directory: Directory) -> None:  # noqa: F811
    for asked, status in (
        ("(" * 400 + 'userName eq "a"' + ")" * 400, 200),
        ("not (" * 150 + "active pr" + ")" * 150, 400),
    ):
        assert directory.ask("GET", f"/Users?filter={quote(asked)}").status_code == status


def test_more_operations_than_a_directory_sends_are_refused_at_once(directory: Directory) -> None:  # noqa: F811
    made = directory.create("thu.tv")
    rename = {"op": "replace", "path": "displayName", "value": "Trần Văn Khác"}
    deep = {"op": "replace", "path": 'emails[value eq "a"' + ' and value eq "a"' * 5000 + "].value", "value": "x"}
    began = time.perf_counter()
    for operations in ([rename] * 5000, [deep]):
        answer = directory.patch(f"/Users/{made['id']}", *operations)
        assert answer.status_code == 413
    assert time.perf_counter() - began < 5
    assert Account.objects.get(username="thu.tv").full_name == "Trần Văn Thử"


def test_somebody_deleted_who_works_elsewhere_now_does_not_come_back(directory: Directory) -> None:  # noqa: F811
    made = directory.create("thu.tv")
    assert directory.ask("DELETE", f"/Users/{made['id']}").status_code == 204
    make_agency(COMMUNE)
    Person.objects.filter(account__username="thu.tv").update(home=Agency.objects.get(path=COMMUNE))
    answer = directory.ask("POST", "/Users", {"schemas": [CORE], "userName": "thu.tv", "displayName": "Trần Văn Thử"})
    assert answer.status_code == 409
    assert not Account.objects.get(username="thu.tv").is_active


@pytest.mark.parametrize("path", ["id", "uid", "password", "kind", "userType", "groups", "roles", "meta.created"])
def test_what_is_not_theirs_is_not_written(directory: Directory, path: str) -> None:  # noqa: F811
    made = directory.create("thu.tv")
    kept = Account.objects.filter(username="thu.tv").values("id", "uid", "password", "kind", "created_at")
    before = kept.get()
    for operation in ("add", "replace"):
        for whole in (False, True):
            place: dict[str, Any] = {"value": {path: "x"}} if whole else {"path": path, "value": "x"}
            assert directory.patch(f"/Users/{made['id']}", {"op": operation, **place}).status_code < 500
    assert kept.get() == before
