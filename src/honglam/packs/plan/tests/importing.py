"""What several tests of the import do: send a document and have it read."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from honglam.core.jobs.testing import run_jobs


def post(client: Client, content: bytes, name: str, agency: str = "H27", **more: Any) -> Any:
    """Send a document as the page does."""
    said = {"file": SimpleUploadedFile(name, content), "agency": agency, "amends": "", "parent": "", **more}
    return client.post(reverse("desk-plan:send"), said)


def sent(client: Client, content: bytes, name: str, agency: str = "H27", **more: Any) -> int:
    """Send a document, have it read, and return the plan's number."""
    answer = post(client, content, name, agency, **more)
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return int(answer.url.rstrip("/").rpartition("/")[2])
