from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from django.test import Client

from honglam.core.audit.testing import ledger
from honglam.core.identity.models import Account, Person, Post
from honglam.core.identity.testing import COMMUNE, DEPARTMENT, PROVINCE, make_agency, make_officer
from honglam.core.identity.tests.relying import fresh, register_service  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory:
    """Another system's directory that provisions here."""

    def __init__(self, *scopes: str, agency: str = DEPARTMENT) -> None:
        made = register_service(*scopes, agency=agency)
        self.id = f"client:{made.client.id}"
        self.http = Client()
        answer = self.http.post(
            "/oauth/token/",
            {"grant_type": "client_credentials", "client_id": made.client.client_id, "client_secret": made.secret},
        )
        self.token = answer.json()["access_token"]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.http.generic(
            method,
            f"/scim/v2{path}",
            body if isinstance(body, str | bytes) else json.dumps(body) if body is not None else "",
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )
        answer.said = json.loads(answer.content) if answer.content else None
        return answer

    def create(self, username: str, **more: Any) -> dict[str, Any]:
        body = {"schemas": [CORE], "userName": username, "displayName": "Trần Văn Thử", **more}
        answer = self.ask("POST", "/Users", body)
        assert answer.status_code == 201, answer.said
        return answer.said

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)


@pytest.fixture
def directory() -> Directory:
    return Directory("scim:read", "scim:write")


def officer(name: str, agency: str = DEPARTMENT, **fields: Any) -> Account:
    account = make_officer(name, agency=agency)
    Person.objects.update_or_create(account=account, defaults={"home": make_agency(agency)})
    Account.objects.filter(pk=account.pk).update(**fields)
    account.refresh_from_db()
    return account


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.said
    return [user["userName"] for user in answer.said["Resources"]]


def test_it_enters_an_officer_as_a_directory_sends_one(directory) -> None:
    made = directory.create(
        "lan.nt",
        externalId="e-17",
        name={"familyName": "Nguyễn", "middleName": "Thị", "givenName": "Lan"},
        displayName="Nguyễn Thị Lan",
        emails=[{"value": "lan@hatinh.gov.vn", "type": "work", "primary": True}],
        phoneNumbers=[{"value": "0912 345 678", "type": "work"}],
        active=True,
        password="một mật khẩu",
        nickName="Lan",
        **{WORK: {"employeeNumber": "CB-17"}},
    )
    account = Account.objects.get(username="lan.nt")
    assert made["id"] == str(account.uid)
    assert made["externalId"] == "e-17"
    assert (account.full_name, account.email, account.phone) == ("Nguyễn Thị Lan", "lan@hatinh.gov.vn", "+84912345678")
    assert not account.has_usable_password()
    assert made[WORK] == {"employeeNumber": "CB-17", "department": DEPARTMENT, "organization": account.person.home.name}
    assert "password" not in json.dumps(made)
    entry = ledger(verb="identity.person.added")[0]
    assert (entry.actor, entry.person) == (directory.id, str(account.pk))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('userName eq "AN"', ["an"]),
        ('userName sw "a"', ["an", "anh"]),
        ('displayName co "cán bộ b"', ["binh"]),
        ('emails.value ew "@x.vn" and active eq true', ["anh"]),
        ('emails[type eq "work" and value co "x.vn"]', ["anh"]),
        ("emails pr", ["anh"]),
        ('not (emails pr) and userName ne "binh"', ["an", "chi"]),
        ('userName eq "an" or userName eq "chi"', ["an", "chi"]),
        ("active eq false", ["chi"]),
        (f'{CORE}:userName eq "an"', ["an"]),
        (f'{WORK}:department eq "{DEPARTMENT}"', ["an", "anh", "binh", "chi"]),
        ('externalId eq "nobody"', []),
        ('id eq "00000000-0000-0000-0000-000000000000"', []),
        ('meta.created gt "2020-01-01T00:00:00Z"', ["an", "anh", "binh", "chi"]),
    ],
)
def test_it_finds_whom_a_filter_means(directory, asked: str, found: list[str]) -> None:
    officer("an")
    officer("anh", email="anh@x.vn")
    officer("binh")
    officer("chi", is_active=False)
    answer = directory.ask("GET", "/Users?" + httpx.QueryParams({"filter": asked, "sortBy": "userName"}).__str__())
    assert names(answer) == found


def test_it_pages_and_orders(directory) -> None:
    for name in ("an", "binh", "chi", "dung"):
        officer(name)
    answer = directory.ask("GET", "/Users?sortBy=userName&sortOrder=descending&startIndex=2&count=2")
    assert names(answer) == ["chi", "binh"]
    assert answer.said["totalResults"] == 4
    assert directory.ask("GET", "/Users?count=0").said["itemsPerPage"] == 0
    assert directory.ask("GET", "/Users?startIndex=-5&count=1").said["startIndex"] == 1


def test_a_client_reaches_its_own_subtree_only(directory) -> None:
    here, there = officer("an"), officer("xa", agency=COMMUNE)
    assert names(directory.ask("GET", "/Users")) == ["an"]
    for method in ("GET", "DELETE"):
        assert directory.ask(method, f"/Users/{there.uid}").status_code == 404
    assert (
        directory.patch(f"/Users/{there.uid}", {"op": "replace", "path": "active", "value": False}).status_code == 404
    )
    assert directory.ask("GET", f"/Groups/officer@{COMMUNE}").status_code == 404
    assert (
        directory.patch(
            f"/Groups/officer@{DEPARTMENT}", {"op": "add", "path": "members", "value": [{"value": str(there.uid)}]}
        ).status_code
        == 400
    )
    body = {"schemas": [CORE, WORK], "userName": "moi", "displayName": "Lê Văn Mới", WORK: {"department": COMMUNE}}
    assert directory.ask("POST", "/Users", body).status_code == 400
    assert names(Directory("scim:read", agency=PROVINCE).ask("GET", "/Users?sortBy=userName"))[:1] == ["an"]
    assert here.is_active


def test_only_a_token_with_the_scope_passes() -> None:
    reader = Directory("scim:read")
    assert reader.ask("POST", "/Users", {"schemas": [CORE], "userName": "x"}).status_code == 403
    assert reader.ask("GET", "/Users").status_code == 200
    stranger = Client().get("/scim/v2/Users")
    assert stranger.status_code == 401
    assert "Bearer" in stranger["WWW-Authenticate"]
    assert stranger["Content-Type"] == "application/scim+json"
    reader.token = "nonsense"
    assert reader.ask("GET", "/Users").status_code == 401
    assert Client().get("/scim/v2/Users", headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_patches_work_as_entra_sends_them(directory) -> None:
    made = directory.create("lan.nt", emails=[{"value": "a@hatinh.gov.vn", "type": "work", "primary": True}])
    answer = directory.patch(
        f"/Users/{made['id']}",
        {"op": "Replace", "path": "displayName", "value": "Nguyễn Thị Lan"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "b@hatinh.gov.vn"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "0912345678"},
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": f"{WORK}:employeeNumber", "value": "CB-9"},
    )
    assert answer.status_code == 200, answer.said
    account = Account.objects.get(username="lan.nt")
    assert (account.full_name, account.email, account.is_active) == ("Nguyễn Thị Lan", "b@hatinh.gov.vn", False)
    assert account.phone == "+84912345678"
    assert account.person.staff_code == "CB-9"
    assert answer.said["active"] is False


def test_patches_work_as_okta_sends_them(directory) -> None:
    made = directory.create("lan.nt", emails=[{"value": "a@hatinh.gov.vn"}])
    answer = directory.patch(
        f"/Users/{made['id']}",
        {"op": "replace", "value": {"active": False, "name": {"familyName": "Lê", "givenName": "Lan"}}},
    )
    assert answer.status_code == 200, answer.said
    account = Account.objects.get(username="lan.nt")
    assert (account.is_active, account.full_name) == (False, "Lê Văn Lan")
    answer = directory.patch(
        f"/Users/{made['id']}", {"op": "replace", "value": {"active": True}}, {"op": "remove", "path": "emails"}
    )
    assert answer.said["active"] is True
    assert "emails" not in answer.said
    assert Account.objects.get(username="lan.nt").email == ""


def test_a_replacement_leaves_nothing_of_what_stood_there_before(directory) -> None:
    made = directory.create("lan.nt", externalId="e-1", emails=[{"value": "a@hatinh.gov.vn"}])
    answer = directory.ask(
        "PUT", f"/Users/{made['id']}", {"schemas": [CORE], "userName": "lan.moi", "displayName": "Lê Thị Lan"}
    )
    assert answer.status_code == 200, answer.said
    account = Account.objects.get(uid=made["id"])
    assert (account.username, account.email, account.full_name) == ("lan.moi", "", "Lê Thị Lan")
    assert "externalId" not in answer.said


def test_deleting_closes_the_account_and_the_same_person_can_come_back(directory) -> None:
    made = directory.create("lan.nt")
    assert directory.ask("DELETE", f"/Users/{made['id']}").status_code == 204
    account = Account.objects.get(username="lan.nt")
    assert not account.is_active
    assert directory.ask("GET", f"/Users/{made['id']}").status_code == 404
    assert directory.ask("DELETE", f"/Users/{made['id']}").status_code == 404
    assert names(directory.ask("GET", "/Users")) == []
    assert directory.create("lan.nt")["id"] == made["id"]
    assert Account.objects.get(username="lan.nt").is_active


def test_a_version_that_is_past_changes_nothing(directory) -> None:
    made = directory.create("lan.nt")
    path, first = f"/Users/{made['id']}", made["meta"]["version"]
    again = directory.ask("GET", path, **{"If-None-Match": first})
    assert again.status_code == 304
    rename = {"op": "replace", "path": "displayName", "value": "Lê Thị Lan"}
    assert directory.patch(path, rename, **{"If-Match": first}).status_code == 200
    late = directory.patch(path, {"op": "replace", "path": "displayName", "value": "Cũ Rồi"}, **{"If-Match": first})
    assert late.status_code == 412
    assert Account.objects.get(username="lan.nt").full_name == "Lê Thị Lan"
    assert directory.ask("DELETE", path, **{"If-Match": first}).status_code == 412


def test_groups_are_roles_at_agencies_and_their_members_hold_them(directory) -> None:
    lan = officer("lan")
    answer = directory.ask("GET", f"/Groups/officer@{DEPARTMENT}")
    assert [member["value"] for member in answer.said["members"]] == [str(lan.uid)]
    found = directory.ask("GET", "/Groups?" + str(httpx.QueryParams({"filter": f'members.value eq "{lan.uid}"'})))
    assert [group["id"] for group in found.said["Resources"]] == [f"officer@{DEPARTMENT}"]
    slim = directory.ask("GET", "/Groups?excludedAttributes=members").said["Resources"]
    assert not any("members" in group for group in slim)


def test_a_member_that_is_added_holds_a_post_and_one_that_is_removed_holds_it_no_longer(directory) -> None:
    made = directory.create("lan.nt")
    group = f"/Groups/officer@{DEPARTMENT}"
    account = Account.objects.get(username="lan.nt")
    answer = directory.patch(group, {"op": "Add", "path": "members", "value": [{"value": made["id"]}]})
    assert answer.status_code == 200, answer.said
    assert Post.objects.get(account=account).roles == ["officer"]
    assert directory.ask("GET", f"/Users/{made['id']}").said["groups"][0]["value"] == f"officer@{DEPARTMENT}"
    gone = directory.patch(group, {"op": "Remove", "path": f'members[value eq "{made["id"]}"]'})
    assert gone.status_code == 200, gone.said
    assert Post.objects.get(account=account).roles == []
    verbs = [entry.verb for entry in ledger(person=str(account.pk))]
    assert "identity.post.added" in verbs
    assert {e.actor for e in ledger(verb="identity.post.added") if e.person == str(account.pk)} == {directory.id}


def test_a_whole_list_of_members_can_be_put_in_the_place_of_another(directory) -> None:
    old, new = officer("cu"), directory.create("moi.nt")
    group = f"officer@{DEPARTMENT}"
    body = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "x",
        "members": [{"value": new["id"]}],
    }
    answer = directory.ask("PUT", f"/Groups/{group}", body)
    assert [member["value"] for member in answer.said["members"]] == [new["id"]]
    assert not old.posts.filter(roles__contains=["officer"]).exists()


def test_a_system_gives_nobody_the_right_to_administer(directory) -> None:
    made = directory.create("lan.nt")
    for role in ("admin", "inspector"):
        answer = directory.patch(
            f"/Groups/{role}@{DEPARTMENT}", {"op": "add", "path": "members", "value": [{"value": made["id"]}]}
        )
        assert answer.status_code == 403, answer.said
    assert not Post.objects.filter(account__username="lan.nt").exists()


def test_groups_are_neither_made_nor_deleted(directory) -> None:
    assert directory.ask("POST", "/Groups", {"displayName": "x"}).status_code == 501
    assert directory.ask("DELETE", f"/Groups/officer@{DEPARTMENT}").status_code == 501


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("POST", "/Users", "{", 400, "invalidSyntax"),
        ("POST", "/Users", "[]", 400, "invalidSyntax"),
        ("POST", "/Users", b"\xff\xfe", 400, "invalidSyntax"),
        ("POST", "/Users", {"schemas": [CORE]}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "lan.nt", "externalId": "\x00"}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": {"a": 1}}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "a b", "displayName": "Lê Văn A"}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "lan.nt", "displayName": "Một"}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "lan.nt", "displayName": "Lê A", "emails": [{"value": "@"}]},
         400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "lan.nt", "displayName": "Lê A",
                            "phoneNumbers": [{"value": "abc"}]}, 400, "invalidValue"),
        ("POST", "/Users", {"schemas": [CORE], "userName": "co.san", "displayName": "Lê Văn A"}, 409, "uniqueness"),
        ("GET", "/Users?filter=userName%20xx%20%22a%22", None, 400, "invalidFilter"),
        ("GET", "/Users?filter=title%20eq%20%22a%22", None, 400, "invalidFilter"),
        ("GET", "/Users?filter=active%20co%20%22a%22", None, 400, "invalidFilter"),
        ("GET", "/Users?filter=(((((((((", None, 400, "invalidFilter"),
        ("GET", "/Users?sortBy=nonsense", None, 400, "invalidPath"),
        ("GET", "/Users?count=abc", None, 400, "invalidValue"),
        ("GET", "/Users?attributes=userName&excludedAttributes=name", None, 400, "invalidValue"),
        ("GET", "/Users/not-an-id", None, 404, None),
        ("GET", "/Groups/nothing", None, 404, None),
        ("GET", "/Nothing", None, 404, None),
        ("GET", "/Schemas/urn:nothing", None, 404, None),
        ("GET", "/Schemas?filter=x", None, 403, None),
        ("POST", "/Schemas", {}, 405, None),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_answered_in_words_of_scim(  # noqa: PLR0913, PLR0917
    directory, method, path, body, status, kind
) -> None:
    officer("co.san")
    answer = directory.ask(method, path, body)
    assert answer.status_code == status, answer.said
    assert answer.said["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.said["status"] == str(status)
    assert answer.said.get("scimType") == kind
    assert answer["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "frobnicate", "path": "active", "value": True},
        {"op": "remove"},
        {"op": "replace", "path": "id", "value": "x"},
        {"op": "replace", "path": "groups", "value": []},
        {"op": "remove", "path": "userName"},
        {"op": "replace", "path": "emails[", "value": "x"},
        {"op": "replace", "path": "active", "value": "maybe"},
        {"op": "replace", "path": f"{WORK}:department", "value": "H27"},
        {"op": "add", "path": "emails", "value": [{"value": ["a"]}]},
    ],
)
def test_a_patch_that_cannot_be_applied_changes_nothing(directory, operation) -> None:
    made = directory.create("lan.nt", active=True)
    rename = {"op": "replace", "path": "displayName", "value": "Lê Thị Lan"}
    answer = directory.patch(f"/Users/{made['id']}", rename, operation)
    assert answer.status_code == 400, answer.said
    assert answer.said["scimType"]
    assert Account.objects.get(username="lan.nt").full_name == "Trần Văn Thử"


def test_whose_data_a_client_read_stands_in_the_ledger(directory) -> None:
    lan = officer("lan", email="lan@hatinh.gov.vn")
    directory.ask("GET", f"/Users/{lan.uid}")
    entry = ledger(verb="read")[-1]
    assert (entry.actor, entry.person, entry.purpose) == (directory.id, str(lan.pk), "Hệ thống thử")
    assert "email" in entry.fields
