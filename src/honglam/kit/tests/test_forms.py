from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from honglam.base.access import Kind, Viewer
from honglam.base.errors import Conflict, Refusal
from honglam.base.text import clean
from honglam.kit import forms, uploads

pytestmark = pytest.mark.django_db  # the bell in the header counts what is unread

VIEWER = Viewer("1", "Lan", Kind.OFFICER)


class WellForm(forms.Form):
    id = "kit.well"
    sections = (
        forms.Section("what", "Giếng", ("name", "depth", "cost")),
        forms.Section("when", "Thời gian", ("dug", "paper")),
    )

    name = forms.Text(label="Tên", help_text="Như trên biển.", max_length=50)
    depth = forms.Number(label="Độ sâu", least=0, most=500)
    cost = forms.Money(label="Chi phí", required=False)
    dug = forms.Date(label="Ngày đào")
    paper = uploads.FileField(label="Giấy tờ", required=False, limit=1024)


GOOD = {"name": "Giếng Đá", "depth": "12,5", "cost": "1,5 triệu", "dug": "23/11/2026"}


@pytest.fixture(autouse=True)
def _memory(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def send(words: dict[str, object] | None = None, save=lambda _data: "/done/", **headers: str) -> HttpResponse:
    factory = RequestFactory()
    request = factory.get("/new/") if words is None else factory.post("/new/", words, headers=headers)
    request.viewer = VIEWER
    with override("vi"):
        return forms.respond(request, WellForm, save, title="Giếng mới")


def test_it_reads_what_people_in_vietnam_type() -> None:
    saved = []
    answer = send(GOOD | {"name": "Gie\u0302\u0301ng  Đá\u200b"}, lambda data: saved.append(data) or "/done/")
    assert (answer.status_code, answer["Location"]) == (302, "/done/")
    assert saved == [
        {"name": "Giếng Đá", "depth": Decimal("12.5"), "cost": 1500000, "dug": date(2026, 11, 23), "paper": None}
    ]


def test_it_shows_parts_help_and_an_empty_form_at_first() -> None:
    page = send().content.decode()
    assert 'href="#part-when"' in page
    assert 'id="id_name_helptext"' in page
    assert "is-invalid" not in page
    assert 'enctype="multipart/form-data"' in page


def test_each_mistake_stands_at_its_input_and_in_a_summary_that_leads_there() -> None:
    answer = send(GOOD | {"depth": "1,234.5", "dug": "31/02/2026"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_depth"' in page
    assert 'id="id_dug_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="1,234.5"' in page, "what was typed stays"


@pytest.mark.parametrize(("typed", "sound"), [("500", True), ("501", False), ("-1", False), ("0", True)])
def test_a_number_has_its_bounds(typed, sound) -> None:
    assert WellForm({**GOOD, "depth": typed}).is_valid() is sound


def test_what_the_domain_refuses_is_shown_at_the_input_that_it_names() -> None:
    def save(data: dict[str, object]) -> str:
        raise Refusal("This name is taken.", field="name")

    page = send(GOOD, save).content.decode()
    assert 'id="id_name_error"' in page
    assert "This name is taken." in page


def test_htmx_checks_one_input_alone_and_saves_nothing() -> None:
    def save(data: dict[str, object]) -> str:
        raise AssertionError

    part = send(GOOD | {"depth": "nhiều"}, save, hx_request="true", x_check="depth").content.decode()
    assert 'id="id_depth_error"' in part
    assert "<form" not in part


def test_a_form_that_is_sent_twice_is_saved_once() -> None:
    saved = []
    words = GOOD | {"_once": "abc"}
    first = send(words, lambda _data: saved.append(1) or "/wells/7/")
    second = send(words, lambda _data: saved.append(1) or "/wells/8/")
    assert len(saved) == 1
    assert first["Location"] == second["Location"] == "/wells/7/"


def test_a_second_sending_while_the_first_is_worked_on_is_told_to_wait() -> None:
    def save(data: dict[str, object]) -> str:
        with pytest.raises(Conflict):
            send(GOOD | {"_once": "abc"})
        return "/done/"

    assert send(GOOD | {"_once": "abc"}, save).status_code == 302


def test_a_refused_form_can_be_sent_again() -> None:
    def refuse(data: dict[str, object]) -> str:
        raise Refusal("Not today.")

    assert send(GOOD | {"_once": "abc"}, refuse).status_code == 422
    assert send(GOOD | {"_once": "abc"}).status_code == 302


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(typed) -> None:
    form = WellForm({"name": typed, "depth": typed, "cost": typed, "dug": typed})
    if form.is_valid():
        assert form.cleaned_data["name"] == clean(form.cleaned_data["name"])


def test_a_form_whose_parts_forget_an_input_is_a_programmers_mistake() -> None:
    class Forgetful(forms.Form):
        sections = (forms.Section("a", "A", ("one",)),)
        one = forms.Text()
        two = django_forms.CharField()

    with pytest.raises(ValueError, match="two"):
        Forgetful()


# Files

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200 + b"PE\x00\x00"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_known_by_its_content() -> None:
    assert uploads.check(file("Giấy tờ.PDF", PDF), kinds=uploads.PAPERS) is uploads.PDF
    assert uploads.check(file("ảnh.png", PNG), kinds=uploads.PAPERS) is uploads.PICTURE
    assert uploads.check(file("bảng.csv", "a;b\r\n1;Hà Tĩnh".encode()), kinds=(uploads.TABLE,)) is uploads.TABLE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", EXE),
        ("plan.pdf", PNG),
        ("anh.png", PDF),
        ("plan.exe", EXE),
        ("plan", PDF),
        ("plan.pdf.exe", PDF),
        ("plan.pdf", b""),
        ("plan.docx", EXE),
        ("bang.csv", EXE),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content) -> None:
    with pytest.raises(Refusal) as refused:
        uploads.check(file(name, content), kinds=(*uploads.PAPERS, uploads.TABLE), field="paper")
    assert refused.value.field == "paper"


def test_a_file_over_the_limit_is_refused_at_its_input() -> None:
    page = send(GOOD | {"paper": file("plan.pdf", PDF + b" " * 2000)}).content.decode()
    assert 'id="id_paper_error"' in page
    assert 'max-bytes="1024"' in page


def test_an_upload_is_stopped_while_it_arrives(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    handler = uploads.UploadLimit()
    handler.handle_raw_input(None, {}, 50, "x")
    assert handler.receive_data_chunk(b"x" * 60, 0) == b"x" * 60
    with pytest.raises(uploads.TooLarge):
        handler.receive_data_chunk(b"x" * 60, 60)
    with pytest.raises(uploads.TooLarge):
        handler.handle_raw_input(None, {}, 3 * 1024**3, "x")
