"""The example of docs/how-to/connect-a-system.md is run as it stands there."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import httpx
import pytest
from authlib.common.security import generate_token
from authlib.integrations import httpx_client

from honglam.core.identity.models import Account
from honglam.core.identity.testing import DEPARTMENT, make_officer
from honglam.core.identity.tests.relying import (  # noqa: F401  (a fixture)
    CALLBACK,
    PATIENCE,
    Browser,
    fresh,
    get,
    register,
    register_service,
)
from honglam.project.rooms import SOURCE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = (SOURCE.parent.parent / "docs" / "how-to" / "connect-a-system.md").read_text(encoding="utf-8")
SIGN_IN, PROVISION = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_signs_a_person_in_and_provisions_an_account(live_server, monkeypatch) -> None:
    monkeypatch.setattr(httpx_client, "OAuth2Client", partial(httpx_client.OAuth2Client, timeout=PATIENCE))
    officer, made = make_officer("chi.le"), register()
    browser = Browser(live_server.url, officer)
    told: dict[str, Any] = {
        "server": get(f"{live_server.url}/.well-known/openid-configuration").json(),
        "client_id": made.client.client_id,
        "client_secret": made.secret,
        "redirect_uri": CALLBACK,
        "verifier": generate_token(48),
        "nonce": "n-1",
    }
    before, _, after = SIGN_IN.partition("# send the person")
    exec(before, told)
    told["came_back_to"] = browser.allow(browser.http.get(told["url"])).headers["Location"]
    exec(after.partition("\n")[2], told)
    told["client"].close()
    assert told["person"]["sub"] == str(officer.uid)
    assert told["person"]["roles"] == ["officer"]

    service = register_service("scim:write")
    told |= {"service_id": service.client.client_id, "service_secret": service.secret, "agency": DEPARTMENT}
    with httpx.Client(base_url=live_server.url, timeout=PATIENCE) as told["http"]:
        exec(PROVISION, told)
    account = Account.objects.get(username="lan.nt")
    assert account.full_name == "Nguyễn Thị Lan"
    assert account.posts.get().roles == ["officer"]


def test_every_scope_and_claim_of_the_page_exists() -> None:
    from honglam.core.identity.contracts.clients import SCOPES, Use
    from honglam.core.identity.service.oauth import Validator

    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert listed == [scope.id for scope in SCOPES.values() if scope.use is Use.SIGN_IN]
    named = set(re.findall(r"`(\w+)`", PAGE.partition("Keep people")[0]))
    assert named - set(listed) - {"acr", "amr", "auth_time"} <= set(Validator.oidc_claim_scope)
