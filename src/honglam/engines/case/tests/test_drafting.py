"""Procedures are drawn, checked, compared and published in the studio."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.identity.testing import client_of, make_officer
from honglam.engines.case.api import procedures as api
from honglam.engines.case.contracts import ProcedureRefused
from honglam.engines.case.models import Draft, Version
from honglam.engines.case.service.studio import loading
from honglam.engines.case.testing import MONDAY
from honglam.engines.case.tests import scene
from honglam.engines.case.tests.scene import COMMUNE
from honglam.kit.testing import actor

pytestmark = pytest.mark.django_db
MAKER = actor("H27", "case.procedures", name="Mai")
ID = "tests.errand"
BASE = f"/studio/case/{ID}/"


@pytest.fixture(autouse=True)
def _scene() -> None:
    scene.build()


def begun(**files: str) -> None:
    api.begin_draft(procedure=ID, number=None, viewer=MAKER, now=MONDAY)
    if files:
        save(**files)


def save(**files: str) -> None:
    named = {name.replace("_", ".", 1): text for name, text in files.items()}
    revision = api.draft(procedure=ID, viewer=MAKER).revision
    api.save_draft(procedure=ID, files=named, revision=revision, viewer=MAKER, now=MONDAY)


def publish(viewer: object = MAKER) -> int:
    revision = Draft.objects.get(author=MAKER.id).revision
    return api.publish_draft(procedure=ID, revision=revision, viewer=viewer, now=MONDAY)  # type: ignore[arg-type]


def drawing(old: str, new: str) -> str:
    text = scene.files()["process.bpmn"]
    assert old in text
    return text.replace(old, new)


def test_a_draft_is_published_as_the_newest_version_and_is_gone() -> None:
    begun(process_bpmn=drawing('name="Xác minh"', 'name="Kiểm tra"'))
    assert publish() == 2
    row = Version.objects.get(procedure=ID, number=2)
    assert (row.origin, row.published_by) == ("person", MAKER.id)
    shown = api.show_procedure(procedure=ID, viewer=MAKER)
    assert {e.name for e in shown.elements} >= {"Kiểm tra"}
    assert [each.number for each in shown.history] == [2, 1]
    with pytest.raises(Missing):
        api.draft(procedure=ID, viewer=MAKER)


def test_a_draft_may_be_wrong_while_it_is_made_and_not_when_it_is_published() -> None:
    begun(process_bpmn="<nonsense", procedure_toml="title = ")
    problems = api.draft(procedure=ID, viewer=MAKER).problems
    assert {each.file for each in problems} == {"process.bpmn", "procedure.toml"}
    with pytest.raises(ProcedureRefused):
        publish()
    assert Version.objects.filter(procedure=ID).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "element", "words"),
    [
        ('id="handle" name', 'id="verify" name', "verify", "things in the drawing have this id"),
        (
            '<bpmn:endEvent id="done">',
            '<bpmn:startEvent id="again" /><bpmn:endEvent id="done">',
            "again",
            "begins at 2 places",
        ),
        ("<bpmn:flowNodeRef>handle</bpmn:flowNodeRef>", "", "handle", "lies in no lane"),
        ('name="Sở"', 'name="Phòng"', "lanes.Phòng", "lane that nobody is named for"),
        ('sourceRef="more" targetRef="verify"', 'sourceRef="way" targetRef="way"', "way", "go round in a circle"),
    ],
)
def test_a_drawing_that_cannot_work_is_named_by_its_element(old: str, new: str, element: str, words: str) -> None:
    begun(process_bpmn=drawing(old, new))
    problems = api.draft(procedure=ID, viewer=MAKER).problems
    assert any(each.element == element and words in str(each) for each in problems), problems


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_and_files_from_elsewhere_are_refused(attack: str) -> None:
    text = scene.files()["process.bpmn"].partition("?>\n")[2]
    begun(process_bpmn=f"{attack}{text.replace('Xác minh', '&a;', 1) if 'ENTITY' in attack else text}")
    problems = api.draft(procedure=ID, viewer=MAKER).problems
    assert any(each.file == "process.bpmn" for each in problems)
    assert "root:" not in str(problems)


def test_who_saved_first_wins_and_the_other_is_told() -> None:
    begun()
    api.save_draft(procedure=ID, files={"a.json": "{}"}, revision=1, viewer=MAKER, now=MONDAY)
    with pytest.raises(Conflict):
        api.save_draft(procedure=ID, files={"a.json": "[]"}, revision=1, viewer=MAKER, now=MONDAY)


def test_two_who_publish_do_not_overwrite_each_other() -> None:
    begun(process_bpmn=drawing("Xác minh", "Kiểm tra"))
    scene.publish(scene.files(process_bpmn=drawing("Xác minh", "Xem")), by="8")
    with pytest.raises(Conflict, match="Version 2 was published"):
        publish()
    api.rebase_draft(procedure=ID, viewer=MAKER)
    assert publish() == 3


def test_the_right_must_reach_over_the_agency_that_answers_for_the_procedure() -> None:
    commune = actor(COMMUNE, "case.procedures", name="Xã")
    with pytest.raises(Forbidden):
        api.begin_draft(procedure=ID, number=None, viewer=commune, now=MONDAY)
    mine = api.begin_procedure(name="own_errand", title="Việc riêng", viewer=commune, now=MONDAY)
    found = api.draft(procedure=mine, viewer=commune)
    assert not found.problems
    assert api.publish_draft(procedure=mine, revision=found.revision, viewer=commune, now=MONDAY) == 1
    with pytest.raises(Forbidden):
        api.begin_draft(procedure=mine, number=1, viewer=actor("H27.skhcn", "case.procedures"), now=MONDAY)


@pytest.mark.parametrize("name", ["", "Đất", "a b", "x" * 60, "../x"])
def test_a_name_that_no_machine_understands_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as told:
        api.begin_procedure(name=name, title="x", viewer=MAKER, now=MONDAY)
    assert told.value.field == "name"


def test_what_the_pack_offers_is_taken_over_and_then_follows_the_pack_again() -> None:
    scene.publish(scene.files(process_bpmn=drawing("Xác minh", "Của tỉnh")), by="7")
    offer = scene.files(process_bpmn=drawing("Xác minh", "Của gói"))
    loading.load(procedure=ID, files=offer, now=MONDAY)
    (line,) = [each for each in api.list_procedures(viewer=MAKER) if each.id == ID]
    assert (line.offer, line.origin) == (True, "person")
    assert ("verify", "Của gói", "changed") in api.compare_versions(
        procedure=ID, old="2", new="offer", viewer=MAKER
    ).steps
    api.begin_draft(procedure=ID, number=0, viewer=MAKER, now=MONDAY)
    assert publish() == 3
    assert Version.objects.get(procedure=ID, number=3).origin == "pack"
    assert not Draft.objects.exists()


def test_what_differs_is_shown_by_step_and_line() -> None:
    begun(process_bpmn=drawing('name="Xử lý"', 'name="Làm"'))
    found = api.compare_versions(procedure=ID, old="1", new="draft", viewer=MAKER)
    assert found.steps == (("handle", "Làm", "changed"),)
    assert any(line.startswith("+") and "Làm" in line for line in found.files["process.bpmn"])
    with pytest.raises(Missing):
        api.compare_versions(procedure=ID, old="1", new="99", viewer=MAKER)


# The pages


@pytest.fixture
def maker() -> Client:
    return client_of(make_officer("mai", role="admin", agency="H27"))


@pytest.fixture
def proven(maker: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("honglam.kit.access.recently_proved", lambda _request: True)
    return maker


def revision() -> str:
    return str(Draft.objects.get(procedure=ID).revision)


def test_html_in_names_stays_text_on_every_page(maker: Client) -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
    text = scene.files()["procedure.toml"].replace("Việc vặt", "<script>alert(1)</script>")
    scene.publish(scene.files(process_bpmn=drawing("Xác minh", evil), procedure_toml=text), by="7")
    maker.post(f"{BASE}begin/", {"number": "2"})
    for path in (
        "/studio/case/",
        BASE,
        f"{BASE}1/",
        f"{BASE}draft/",
        f"{BASE}compare/?old=1&new=2",
        f"{BASE}plan/?old=1&new=2",
    ):
        answer = maker.get(path)
        assert answer.status_code == 200, path
        assert "<script>alert" not in answer.content.decode(), path


def test_the_page_saves_what_is_wrong_and_lists_it_and_publishes_what_is_right(proven: Client) -> None:
    assert proven.post(f"{BASE}begin/", {"number": "1"}).status_code == 302
    wrong = {"revision": revision(), "file:process.bpmn": drawing('name="Sở"', 'name="Ai"')}
    assert proven.post(f"{BASE}draft/save/", wrong).status_code == 302
    page = proven.get(f"{BASE}draft/").content.decode()
    assert 'data-element="lanes.Ai"' in page
    refused = proven.post(f"{BASE}draft/publish/", {"revision": revision()})
    assert refused.status_code == 422
    right = {"revision": revision(), "file:process.bpmn": drawing("Xác minh", "Kiểm tra").replace("\n", "\r\n")}
    proven.post(f"{BASE}draft/save/", right)
    assert proven.post(f"{BASE}draft/publish/", {"revision": revision()}).status_code == 302
    assert "\r" not in Version.objects.get(procedure=ID, number=2).files["process.bpmn"]


def test_publishing_asks_for_a_fresh_proof(maker: Client) -> None:
    maker.post(f"{BASE}begin/", {"number": "1"})
    maker.post(f"{BASE}draft/publish/", {"revision": revision()})
    assert Version.objects.filter(procedure=ID).count() == 1


def test_a_stale_window_loses_nothing(maker: Client) -> None:
    maker.post(f"{BASE}begin/", {"number": "1"})
    maker.post(f"{BASE}draft/save/", {"revision": "1", "file:a.json": "{}"})
    answer = maker.post(f"{BASE}draft/save/", {"revision": "1", "file:a.json": '{"kept": "on the page"}'})
    assert answer.status_code == 409
    assert "on the page" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("who.dmn", scene.DMN.encode(), 302),
        ("process.bpmn", b"\xff\xfe\x00nonsense", 422),
        ("../../etc.bpmn", b"<a/>", 302),  # a browser's path is cut to the name
        ("virus.exe", b"MZ", 422),
        ("big.bpmn", b"<a>" + b"x" * 5_000_001, 422),
        ("nul.bpmn", b"<a>\x00</a>", 422),
    ],
)
def test_files_drawn_elsewhere_are_taken_or_refused_in_words(
    maker: Client, name: str, content: bytes, status: int
) -> None:
    maker.post(f"{BASE}begin/", {"number": "1"})
    before = Draft.objects.get(procedure=ID).files
    file = SimpleUploadedFile(name, content)
    answer = maker.post(f"{BASE}draft/upload/", {"revision": revision(), "files": file})
    assert answer.status_code == status
    if status != 302:
        assert Draft.objects.get(procedure=ID).files == before


def test_five_megabytes_of_nonsense_are_answered_at_once() -> None:
    begun()
    with pytest.raises(Refusal, match="at most 40 files and 5 MB"):
        save(process_bpmn="<a>" * 1_700_000)
    save(process_bpmn="<a>" * 1_500_000)
    assert api.draft(procedure=ID, viewer=MAKER).problems


def test_nobody_without_the_right_sees_the_studio_of_procedures() -> None:
    stranger = client_of(make_officer("canbo"))
    for path in ("/studio/case/", BASE, f"{BASE}draft/"):
        assert stranger.get(path).status_code == 403, path


def table(client: Client, do: str, rows: list[tuple[str, str, str, str]], **more: str) -> object:
    data: dict[str, object] = {
        "do": do,
        "hit": "FIRST",
        "revision": revision(),
        "rows": [row[0] for row in rows],
        **more,
    }
    for row, first, second, answer in rows:
        data |= {f"in-{row}-0": first, f"in-{row}-1": second, f"out-{row}-0": answer, f"note-{row}": "vì"}
    return client.post(f"{BASE}draft/table/who/", data)


@pytest.fixture
def tabled(maker: Client) -> Client:
    scene.publish(scene.by_table())
    maker.post(f"{BASE}begin/", {"number": "2"})
    return maker


def test_a_clerk_reads_the_table_in_words(tabled: Client) -> None:
    page = tabled.get(f"{BASE}draft/table/who/").content.decode()
    for words in ('value="Đường"', 'value="Cơ quan skhcn"', 'value="Cơ quan syt"'):
        assert words in page, words
    assert "&quot;road&quot;" not in page


def test_a_clerk_tries_the_table_on_values_before_saving(tabled: Client) -> None:
    rows = [("r1", "Đường", "", "Cơ quan 18562"), ("row_1", "", "", "Cơ quan syt")]
    page = table(tabled, "try", rows, **{"try-0": "đường", "try-1": ""}).content.decode()  # type: ignore[attr-defined]
    assert "<b>Cơ quan</b>: Cơ quan 18562" in page
    assert "is-hit" in page
    assert Draft.objects.get(procedure=ID).files["who.dmn"] == scene.DMN


def test_a_clerk_saves_the_table_and_the_draft_decides_by_it(tabled: Client) -> None:
    answer = table(tabled, "save", [("r1", "Đèn; Đường", "", "Cơ quan skhcn"), ("row_1", "", "", '= "H27." + commune')])
    assert answer.status_code == 302  # type: ignore[attr-defined]
    text = Draft.objects.get(procedure=ID).files["who.dmn"]
    assert '<text>"lamp", "road"</text>' in text
    assert '<text>"H27.skhcn"</text>' in text
    assert '<text>"H27." + commune</text>' in text
    assert not api.draft(procedure=ID, viewer=_maker()).problems


def _maker() -> Viewer:
    from honglam.core.identity import api as identity
    from honglam.core.identity.models import Account

    return identity.viewer(account_id=Account.objects.get(username="mai").pk)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("r1", "Mèo", "", "Cơ quan syt")], "“Mèo” không có trong danh sách của Lĩnh vực"),
        ([("r1", "Đèn", "", "Sở Mây")], "“Sở Mây” không có trong danh sách của Cơ quan"),
        ([("r1", "", "", "Cơ quan syt"), ("r2", "Đèn", "", "Cơ quan syt")], "Dòng 2 không bao giờ tới lượt"),
        ([("r1", "> (", "", "Cơ quan syt")], "Dòng 1 có ô không đọc được"),
        ([("r1", "Đèn", "", "")], "“” không có trong danh sách"),
    ],
)
def test_a_table_that_cannot_be_is_not_saved_and_nothing_is_lost(
    tabled: Client, rows: list[tuple[str, str, str, str]], words: str
) -> None:
    answer = table(tabled, "save", rows)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert words in page.replace("&#x27;", "'").replace("&quot;", '"')
    assert f'value="{rows[0][1]}"'.replace(">", "&gt;") in page
    assert Draft.objects.get(procedure=ID).files["who.dmn"] == scene.DMN


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:r2", ["r2", "r1"]), ("down:r1", ["r2", "r1"]), ("remove:r1", ["r2"]), ("add:r1", ["r1", "row_1", "r2"]),
        ("add", ["r1", "r2", "row_1"]),
    ],
)  # fmt: skip
def test_rows_are_moved_added_and_removed_by_buttons(tabled: Client, do: str, order: list[str]) -> None:
    import re

    rows = [("r1", "Đèn", "", "Cơ quan syt"), ("r2", "Đường", "", "Cơ quan syt")]
    page = table(tabled, do, rows).content.decode()  # type: ignore[attr-defined]
    assert re.findall(r'name="rows" value="(\w+)"', page) == order
