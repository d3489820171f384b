"""Files in a form that only declares a field: received before the form is sent, and with it where nothing runs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from honglam.base import trace
from honglam.core.files import api
from honglam.core.files.models import File
from honglam.core.files.testing import PDF
from honglam.kit import forms
from honglam.kit.attachments import FilesField
from honglam.kit.testing import OWNER_AT

pytestmark = pytest.mark.django_db


class WellForm(forms.Form):
    name = forms.Text(label="Name")
    papers = FilesField(use="trial.papers", label="Papers", required=False)


@pytest.fixture(autouse=True)
def _keeper(keeper):
    with trace.bound(viewer=keeper):
        yield


def sent(words: str, *files: tuple[str, bytes]) -> WellForm:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return WellForm(QueryDict(words), MultiValueDict({"papers": uploads}))


def tokens(form: WellForm) -> list[str]:
    return re.findall(r'name="papers" value="([^"]+)"', str(form["papers"]))


def test_the_input_says_where_to_send_and_what_is_taken() -> None:
    shown = str(WellForm()["papers"])
    assert 'tus="/files/uploads/"' in shown
    assert 'use="trial.papers"' in shown
    assert 'accept=".pdf,' in shown
    assert " multiple" in shown
    assert WellForm().is_multipart()


def test_files_that_come_with_the_form_are_kept_while_another_input_is_wrong(well, keeper) -> None:
    form = sent("name=", ("một.pdf", PDF))
    assert not form.is_valid()
    assert "papers" not in form.errors
    held = tokens(form)
    assert len(held) == 1
    assert "một.pdf" in str(form["papers"])
    again = sent(f"name=Well&papers={held[0]}")
    assert again.is_valid(), again.errors
    ids = again.cleaned_data["papers"]
    args = {"ids": ids, "owner": well, "agency": OWNER_AT, "viewer": keeper, "use": "trial.papers"}
    assert [file.name for file in api.adopt(**args, now=timezone.now())] == ["một.pdf"]


def test_a_bad_file_is_named_at_its_input_and_the_good_one_beside_it_stays() -> None:
    form = sent("name=Well", ("tốt.pdf", PDF), ("xấu.pdf", b"MZ is a program"))
    assert not form.is_valid()
    assert "xấu.pdf" in str(form.errors["papers"])
    assert len(tokens(form)) == 1
    assert File.objects.get().name == "tốt.pdf"


def test_more_files_than_are_taken_and_a_token_that_is_made_up_are_refused() -> None:
    three = [(f"{n}.pdf", PDF) for n in range(3)]
    assert "2" in str(sent("name=Well", *three).errors["papers"])
    assert "papers" in sent("name=Well&papers=made-up.token").errors


def test_no_file_is_no_error_unless_one_is_needed() -> None:
    assert sent("name=Well").is_valid()
    needed = sent("name=Well")
    needed.fields["papers"].required = True
    assert "papers" in needed.errors
