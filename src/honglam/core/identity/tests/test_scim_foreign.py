from __future__ import annotations

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import PatchOp, ScimFilter, SearchRequest
from scim2_tester import Status, check_server

from honglam.core.identity.models import Account, Post
from honglam.core.identity.testing import DEPARTMENT
from honglam.core.identity.tests.relying import fresh, register_service  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def http(live_server):
    made = register_service("scim:read", "scim:write")
    grant = {"grant_type": "client_credentials"}
    answer = httpx2.post(f"{live_server.url}/oauth/token/", data=grant, auth=(made.client.client_id, made.secret))
    token = answer.json()["access_token"]
    with httpx2.Client(
        base_url=f"{live_server.url}/scim/v2", headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        yield client


def test_a_client_that_is_not_ours_learns_what_there_is_and_provisions(http) -> None:
    scim = SyncSCIMClient(http)
    scim.discover()
    user_model, group_model = (scim.get_resource_model(name) for name in ("User", "Group"))
    made = scim.create(user_model(user_name="lan.nt", display_name="Nguyễn Thị Lan", external_id="e-1"))
    account = Account.objects.get(username="lan.nt")
    assert made.id == str(account.uid)
    found = scim.query(
        user_model, query_parameters=SearchRequest[user_model](filter=ScimFilter[user_model]('externalId eq "e-1"'))
    )
    assert [user.user_name for user in found.resources] == ["lan.nt"]
    group = f"officer@{DEPARTMENT}"
    change = PatchOp[group_model](operations=[{"op": "add", "path": "members", "value": [{"value": made.id}]}])
    scim.modify(group_model, group, change)
    assert Post.objects.get(account=account).roles == ["officer"]
    scim.delete(user_model, made.id)
    account.refresh_from_db()
    assert not account.is_active


def test_the_conformance_checks_of_scim2_tester_find_nothing_wrong(http) -> None:
    results = check_server(
        SyncSCIMClient(http),
        include_tags={"discovery", "misc"},  # it would enter people without a name
    )
    wrong = [f"{r.title}: {r.reason}" for r in results if r.status in {Status.ERROR, Status.CRITICAL}]
    assert not wrong
    assert sum(r.status is Status.SUCCESS for r in results) >= 8
