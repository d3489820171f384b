"""A report from a phone to its answer on the public page, by everybody who has to do with it, through their pages."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from honglam.core.files.models import File
from honglam.core.identity.testing import client_of, make_citizen, make_officer
from honglam.engines.case.models import Case, Publication, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def photo(name: str) -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.effect_noise((320, 240), 40).save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def step(client: Client, code: str, **outcome: Any) -> None:
    task = Task.objects.get(case__code=code, state="open")
    answer = client.post(f"{reverse('desk-case:case', args=[code])}?task={task.pk}", outcome)
    assert answer.status_code == 302, answer.content.decode()[:2000]


def looked_at(client: Client, code: str, label: str) -> None:
    file = File.objects.get(owner_kind="case.case", owner_id=code, label=label)
    page = reverse("desk-fieldreports:picture", args=[code, file.pk])
    assert client.post(page, {"boxes": "[]"}).status_code == 302


def test_a_report_goes_from_a_phone_to_its_answer_on_the_public_page() -> None:
    reporter = client_of(make_citizen("hoa"))
    fields = {
        "key": str(uuid4()),
        "topic": "electricity",
        "text": "Cột điện nghiêng",
        "lon": "105.8886",
        "lat": "18.3486",
    }
    sent = reporter.post(reverse("fieldreports:send"), fields | {"photos": photo("truoc.jpg")})
    assert sent.status_code == 201, sent.content.decode()
    code = Case.objects.get(procedure="fieldreports.report").code
    commune = Case.objects.get(code=code).agency
    reception = client_of(make_officer("xa", agency=commune))
    step(reception, code, verdict="accept", urgency="urgent")
    assert Case.objects.get(code=code).agency == "H27.sct"
    crew = client_of(make_officer("tho", agency="H27.sct"))
    chief = client_of(make_officer("truong", agency="H27.sct", role="leader"))
    step(crew, code, decision="take")
    after = reverse("desk-fieldreports:after", args=[code])
    assert crew.post(after, {"photo": photo("sau.jpg")}).status_code == 302
    looked_at(crew, code, "before")
    looked_at(crew, code, "after")
    step(crew, code, answer="Đã dựng lại cột điện, an toàn.")
    step(chief, code, approval="yes")
    task = Task.objects.get(case__code=code, state="open")
    publisher = client_of(make_officer("dang", agency=task.agency))
    step(publisher, code, public="yes", public_text="Cột điện nghiêng bên đường")
    shown = Publication.objects.get(case__code=code, shown=True)
    page = Client().get(reverse("case:public-one", args=[shown.public_id])).content.decode()
    assert "Đã dựng lại cột điện, an toàn." in page
    assert (len(shown.before), len(shown.after)) == (1, 1)
    assert code not in page
    assert reporter.get(reverse("case:follow", args=[code])).status_code == 200
