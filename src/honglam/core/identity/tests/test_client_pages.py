from __future__ import annotations

import pytest
from django.test import Client as Web

from honglam.core.audit.testing import ledger
from honglam.core.identity.models import Client
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, client_of, make_officer
from honglam.core.identity.tests.relying import CALLBACK, fresh, register, register_service  # noqa: F401

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Quản lý văn bản",
    "agency": DEPARTMENT,
    "use": "authorization-code",
    "scopes": ["openid", "profile"],
    "redirect_uris": CALLBACK,
    "post_logout_redirect_uris": "",
    "backchannel_logout_uri": "",
}


@pytest.fixture
def admin() -> Web:
    register_service("scim:read")  # makes the agencies
    return client_of(make_officer("chu", role="admin", agency=PROVINCE))


def test_a_secret_is_shown_once(admin: Web) -> None:
    shown = admin.get(admin.post("/studio/identity/clients/add/", FORM)["Location"])
    secret = shown.context["secret"]
    assert len(secret) == 64
    assert secret in shown.text
    assert shown["Cache-Control"].startswith("max-age=0")
    row = Client.objects.get(name="Quản lý văn bản")
    again = admin.get(f"/studio/identity/clients/{row.pk}/secret/")
    assert secret not in again.text
    assert secret not in str(ledger())


def test_what_is_wrong_with_an_address_stands_at_its_input(admin: Web) -> None:
    answer = admin.post("/studio/identity/clients/add/", FORM | {"redirect_uris": "http://app.example.vn/cb"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["redirect_uris"]
    assert not Client.objects.filter(name="Quản lý văn bản").exists()


def test_a_client_is_changed_switched_and_gets_a_new_secret(admin: Web) -> None:
    admin.post("/studio/identity/clients/add/", FORM)
    row = Client.objects.get(name="Quản lý văn bản")
    page, hashed = f"/studio/identity/clients/{row.pk}/", row.client_secret
    assert "Quản lý văn bản" in admin.get(page).text
    assert "Quản lý văn bản" in admin.get("/studio/identity/clients/").text
    assert admin.get(f"{page}change/").status_code == 200
    admin.post(f"{page}change/", FORM | {"name": "Văn bản"})
    assert "secret" in admin.post(f"{page}secret/renew/")["Location"]
    admin.post(f"{page}off/")
    row.refresh_from_db()
    assert (row.name, row.enabled) == ("Văn bản", False)
    assert row.client_secret != hashed
    admin.post(f"{page}on/")
    row.refresh_from_db()
    assert row.enabled
    verbs = {entry.verb for entry in ledger(thing=f"client:{row.pk}")}
    assert verbs == {f"identity.client.{verb}" for verb in ("registered", "changed", "secret_renewed", "switched")}


def test_an_administrator_of_another_agency_does_not_see_it(admin: Web) -> None:
    register()
    local = client_of(make_officer("tin", role="admin", agency=COMMUNE))
    assert "Hệ thống thử" not in local.get("/studio/identity/clients/").text
    assert local.get(f"/studio/identity/clients/{Client.objects.latest('pk').pk}/").status_code == 404


def test_every_key_is_listed_and_a_new_one_signs(admin: Web) -> None:
    page = admin.get("/studio/identity/keys/")
    uses = {use.id for use in page.context["uses"]}
    assert "identity.tokens" in uses
    admin.post("/studio/identity/keys/identity.tokens/renew/")
    tokens = next(use for use in admin.get("/studio/identity/keys/").context["uses"] if use.id == "identity.tokens")
    assert tokens.keys[0].signs
    assert not any(key.signs for key in tokens.keys[1:])
    entry = ledger(verb="identity.key.renewed")[0]
    assert entry.after["fingerprint"] == tokens.keys[0].fingerprint
    assert "PRIVATE" not in page.text
    assert admin.post("/studio/identity/keys/nothing/renew/").status_code == 404


def test_an_officer_enters_none_of_these_pages(admin: Web) -> None:
    officer = client_of(make_officer("lan"))
    for page in ("clients/", "clients/add/", "keys/"):
        assert officer.get(f"/studio/identity/{page}").status_code == 403
