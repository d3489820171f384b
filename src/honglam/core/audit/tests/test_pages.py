"""The pages of inspectors and of citizens."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Kind, Viewer
from honglam.base.errors import Forbidden, Missing, SignInNeeded
from honglam.core.audit import api, check_proof, hooks, views
from honglam.core.audit.contracts import Act
from honglam.core.audit.tables import ENTRIES
from honglam.core.audit.testing import ledger
from honglam.kit.testing import PROVINCE, TableSuite, actor

pytestmark = pytest.mark.django_db

INSPECTOR = actor(PROVINCE, "audit.view", name="Thanh tra")
HOA = Viewer(id="17", name="Trần Thị Hoa", kind=Kind.OFFICER, agency="H27.skhcn")
DAN = Viewer(id="55", name="Hoàng Thị Dân", kind=Kind.CITIZEN)


class TestTheList(TableSuite):
    table = ENTRIES
    fetch = staticmethod(api.entries)

    def make(self, agency: str) -> object:
        return api.record(verb="identity.post.added", thing="post:1", agency=agency, person="55")


def _see(view: Any, viewer: Viewer, *arguments: Any, **asked: str) -> Any:
    request = RequestFactory().get("/", asked)
    request.viewer = viewer  # type: ignore[attr-defined]
    with trace.bound(viewer=viewer):
        return view(request, *arguments)


# The verb as a cell of the list says it: in words, never as a code.
POST_GIVEN = ">Giao vị trí công tác</td>"


def _wrote(**more: Any) -> int:
    with trace.bound(viewer=HOA, purpose="case:1234"):
        return api.record(verb="identity.post.added", thing="post:12", agency="H27.15", person="55", **more)


def test_it_shows_the_whole_province_also_what_belongs_to_no_agency() -> None:
    _wrote()
    api.record(verb="kit.clock.moved", thing="clock:1")
    body = _see(views.entries, INSPECTOR).content.decode()
    assert POST_GIVEN in body
    assert "kit.clock.moved" in body


def test_it_shows_an_agency_only_its_own() -> None:
    number = _wrote()
    stranger = actor("H27.18562", "audit.view")
    assert POST_GIVEN not in _see(views.entries, stranger).content.decode()
    with pytest.raises(Missing):
        _see(views.entry, stranger, number)
    with pytest.raises(Missing):
        _see(views.proof, stranger, number)


def test_it_is_closed_to_those_without_the_permission() -> None:
    with pytest.raises(Forbidden):
        _see(views.entries, HOA)
    with pytest.raises(SignInNeeded):
        _see(views.entries, ANONYMOUS)


def test_it_writes_down_that_the_ledger_was_taken_away_as_a_file() -> None:
    _wrote()
    answer = _see(views.entries, INSPECTOR, format="csv", verb="identity.post.added")
    assert "Giao vị trí công tác" in b"".join(answer.streaming_content).decode() if not answer.is_async else True
    (told,) = ledger(verb="audit.entries.exported")
    assert told.actor == INSPECTOR.id
    assert told.after is not None
    assert told.after["filters"] == {"verb": "identity.post.added"}


def test_it_shows_before_and_after_and_writes_down_that_it_was_read() -> None:
    number = _wrote(before={"title": "Chuyên viên"}, after={"title": "Phó trưởng phòng"})
    api.seal(now=timezone.now())
    body = _see(views.entry, INSPECTOR, number).content.decode()
    assert "Chuyên viên" in body
    assert "Phó trưởng phòng" in body
    assert api.proof(entry=number)["head"]["statement"]["root"] in body
    (told,) = ledger(verb="read", person="55")
    assert (told.thing, told.fields, told.actor) == (f"entry:{number}", ("title",), INSPECTOR.id)


def test_it_shows_an_entry_that_waits_for_its_place() -> None:
    assert _see(views.entry, INSPECTOR, _wrote()).status_code == 200


def test_it_gives_a_proof_that_holds() -> None:
    number = _wrote(after={"title": "Phó trưởng phòng"})
    api.seal(now=timezone.now())
    check_proof.check(json.loads(_see(views.proof, INSPECTOR, number).content))


def test_it_shows_people_who_read_their_data_when_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    namer = hooks.Namer("tests.names", lambda paths: dict.fromkeys(paths, "Sở Khoa học và Công nghệ"))
    monkeypatch.setitem(hooks.NAMERS._items, namer.id, namer)
    with trace.bound(viewer=HOA):
        api.read(thing="person:55", person="55", fields=("phone", "birthday"), purpose="case:1234")
        api.read(thing="person:56", person="56", fields=("address",), purpose="case:9")
    body = _see(views.mirror, DAN).content.decode()
    assert "Sở Khoa học và Công nghệ" in body
    assert "1234" in body
    assert "case:9" not in body
    assert HOA.name not in body


def test_it_does_not_write_down_that_people_look_into_their_own_mirror() -> None:
    with trace.bound(viewer=HOA):
        api.read(thing="person:55", person="55")
    _see(views.mirror, DAN)
    assert len(ledger()) == 1


def test_it_pages_through_the_mirror() -> None:
    with trace.bound(viewer=HOA):
        api.record_many(acts=[Act("read", "person:55", person="55", fields=("phone",)) for _ in range(70)])
    seen = []
    before = None
    while page := api.mirror(viewer=DAN, before=before, limit=30):
        seen += [glimpse.entry for glimpse in page]
        before = page[-1].entry
    assert len(seen) == len(set(seen)) == 70
    assert "before=" in _see(views.mirror, DAN).content.decode()


def test_it_says_so_when_nobody_has_read_anything() -> None:
    assert _see(views.mirror, DAN).status_code == 200
    assert api.mirror(viewer=ANONYMOUS) == ()
    with pytest.raises(SignInNeeded):
        _see(views.mirror, ANONYMOUS)


@pytest.fixture
def published() -> str:
    _wrote()
    day = timezone.localdate() - timedelta(days=1)
    api.publish(day=day, now=timezone.now())
    return day.isoformat()


def test_it_publishes_roots_for_everybody(client: Client, published: str) -> None:
    root = api.root(day=timezone.localdate() - timedelta(days=1))["head"]["statement"]["root"]
    assert root in client.get("/audit/").content.decode()
    page = client.get(f"/audit/{published}/").content.decode()
    assert root in page
    assert "data:image/svg+xml" in page
    document = client.get(f"/audit/{published}/root.json").json()
    check_proof.check(document, key=client.get("/audit/key.pem").content.decode())
    assert client.get("/api/v1/audit/roots").json()[0]["root"] == root
    check_proof.check(client.get(f"/api/v1/audit/roots/{published}").json())


def test_it_says_whether_the_root_that_somebody_kept_is_still_the_same(client: Client, published: str) -> None:
    root = api.root(day=timezone.localdate() - timedelta(days=1))["head"]["statement"]["root"]
    assert "tone-good" in client.get(f"/audit/{published}/?root={root}").content.decode()
    assert "tone-bad" in client.get(f"/audit/{published}/?root={'0' * 64}").content.decode()


@pytest.mark.parametrize("address", ["/audit/2020-01-01/", "/audit/yesterday/", "/audit/2020-13-01/root.json"])
def test_it_has_no_root_of_other_days(client: Client, address: str) -> None:
    assert client.get(address).status_code in (404, 422)


def test_it_checks_what_somebody_brings(client: Client) -> None:
    number = _wrote(after={"title": "Phó trưởng phòng"})
    api.seal(now=timezone.now())
    proof = api.proof(entry=number)
    assert "tone-good" in client.post("/audit/check/", {"text": json.dumps(proof)}).content.decode()
    file = SimpleUploadedFile("proof.json", json.dumps(proof).encode())
    assert "tone-good" in client.post("/audit/check/", {"file": file}).content.decode()
    proof["body"]["actor_name"] = "Somebody else"
    answer = client.post("/audit/check/", {"text": json.dumps(proof)})
    assert answer.status_code == 422
    assert "tone-good" not in answer.content.decode()


def test_it_does_not_show_an_entry_that_somebody_added_to_a_true_root(client: Client, published: str) -> None:
    root = client.get(f"/audit/{published}/root.json").json()
    forged = {**root, "header": {"entry": 1, "at": "2026-11-01T00:00:00.000000+00:00"}, "body": {"verb": "forged.act"}}
    page = client.post("/audit/check/", {"text": json.dumps(forged)}).content.decode()
    shown = page.partition('<form class="hl-form"')[0]  # below it stands what was brought
    assert root["head"]["statement"]["root"] in shown
    assert "forged.act" not in shown
    strange = client.post("/audit/check/", {"text": json.dumps({**root, "header": {"at": "soon"}})})
    assert strange.status_code == 200


_DEEP = "[" * 90_000 + "]" * 90_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        '{"path": 1}',
        '{"head": {"statement": []}}',
        "9" * 300_000,
        _DEEP,
        '{"path": [], "header": {}, "body": ' + "[" * 900 + "]" * 900 + ', "head": {}, "position": 1}',
        '{"path": [], "header": "\\ud800", "body": "\\ud800", "head": {"statement": {}}, "position": 1}',
    ],
)
def test_it_refuses_what_is_no_proof(client: Client, text: str) -> None:
    assert client.post("/audit/check/", {"text": text}).status_code == 422


def test_it_gives_out_the_program_that_checks(client: Client) -> None:
    program = client.get("/audit/check_proof.py").content.decode()
    compile(program, "check_proof.py", "exec")
    assert "honglam" not in [line.split()[1].partition(".")[0] for line in program.splitlines() if line[:5] == "from "]
