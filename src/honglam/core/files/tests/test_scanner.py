"""The virus scanner, against a peer that speaks the protocol of ClamAV."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from honglam.base.errors import Conflict, Forbidden, Missing, Refusal
from honglam.core.audit.testing import ledger
from honglam.core.files import api, health, stores
from honglam.core.files.contracts import State
from honglam.core.files.models import Blob
from honglam.core.files.service import preparing
from honglam.core.files.testing import NOW, PDF, make_file
from honglam.core.jobs.testing import run_jobs
from honglam.kit.checks import Light
from honglam.kit.testing import OWNER_AT, PROVINCE, actor

pytestmark = pytest.mark.django_db
EVIL = PDF + b"%X5O!P%@AP-EICAR\n"


class Clam(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.2/27000\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        if b"HUGE" in content:  # as ClamAV says beyond its StreamMaxLength
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        found = b"EICAR" in content
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def clam(settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clam) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.fixture
def away(settings) -> None:
    settings.CLAMAV = "127.0.0.1:9"


def test_a_clean_file_is_taken_and_an_infected_one_refused_by_name(clam, well, keeper) -> None:
    assert make_file(well, agency=OWNER_AT, viewer=keeper).state is State.READY
    with pytest.raises(Refusal, match="Eicar-Test-Signature"):
        make_file(well, agency=OWNER_AT, viewer=keeper, content=EVIL)
    assert api.figures(now=NOW).blobs == 1
    assert health.scanner(NOW).light is Light.GREEN


def test_the_doctor_says_whether_a_scanner_is_set_and_answers(settings, away) -> None:
    assert health.scanner(NOW).light is Light.RED
    settings.CLAMAV = ""
    assert health.scanner(NOW).light is Light.GREY


def test_while_the_scanner_is_away_files_wait_and_are_neither_lost_nor_served(well, keeper, away, settings) -> None:
    good = make_file(well, agency=OWNER_AT, viewer=keeper)
    evil = make_file(well, agency=OWNER_AT, viewer=keeper, content=EVIL, name="evil.pdf")
    assert {good.state, evil.state} == {State.QUARANTINE}
    with pytest.raises(Conflict, match="waits for the virus scanner"):
        api.open(file_id=good.id, viewer=keeper)
    assert run_jobs() == []
    assert api.rescan() == (0, 0)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clam) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV = f"127.0.0.1:{server.server_address[1]}"
        assert api.rescan() == (1, 1)
        server.shutdown()
    assert api.open(file_id=good.id, viewer=keeper).size == len(PDF)
    assert "files.prepare" in run_jobs()
    with pytest.raises(Refusal, match="found something"):
        api.open(file_id=evil.id, viewer=keeper)
    settings.CLAMAV = ""
    with pytest.raises(Refusal, match="Eicar"):
        make_file(well, agency=OWNER_AT, viewer=keeper, content=EVIL, name="again.pdf")


def test_an_administrator_releases_or_removes_what_is_held_and_the_ledger_says_why(well, keeper, away) -> None:
    held = make_file(well, agency=OWNER_AT, viewer=keeper)
    admin = actor(PROVINCE, "files.view", "files.edit", name="Quản trị")
    assert [(item.files, item.state) for item in api.held(viewer=admin)] == [(("Quyết định.pdf",), State.QUARANTINE)]
    other = actor("H27.18562", "files.view", "files.edit")
    assert api.held(viewer=other) == ()
    with pytest.raises(Forbidden):
        api.release(sha256=held.sha256, viewer=other, reason="")
    api.release(sha256=held.sha256, viewer=admin, reason="seen by hand")
    assert api.open(file_id=held.id, viewer=keeper).size == len(PDF)
    entry = ledger(thing=f"file:{held.id}", verb="files.file.released")[0]
    assert entry.reason == "seen by hand"
    second = make_file(well, agency=OWNER_AT, viewer=keeper, content=EVIL)
    api.discard(sha256=second.sha256, viewer=admin, now=NOW, reason="not needed")
    with pytest.raises(Missing):
        api.describe(file_id=second.id, viewer=keeper)


def test_a_file_that_the_scanner_cannot_take_or_that_is_lost_keeps_no_other_waiting(
    well, keeper, away, settings, request
) -> None:
    huge = make_file(well, agency=OWNER_AT, viewer=keeper, content=PDF + b"%HUGE\n", name="huge.pdf")
    lost = make_file(well, agency=OWNER_AT, viewer=keeper, content=PDF + b"%LOST\n", name="lost.pdf")
    good = make_file(well, agency=OWNER_AT, viewer=keeper)
    stores.delete(stores.blob_key(lost.sha256))
    request.getfixturevalue("clam")
    assert api.rescan() == (1, 0)
    states = [api.describe(file_id=each.id, viewer=keeper).state for each in (huge, lost, good)]
    assert states == [State.QUARANTINE, State.QUARANTINE, State.READY]


def test_what_an_administrator_has_decided_is_not_decided_again_by_a_scanner_that_was_slow(well, keeper, away) -> None:
    held = make_file(well, agency=OWNER_AT, viewer=keeper)
    as_it_was = Blob.objects.get(pk=held.sha256)
    api.release(sha256=held.sha256, viewer=actor(PROVINCE, "files.view", "files.edit"), reason="seen by hand")
    assert not preparing.settle(as_it_was, State.INFECTED, "Eicar")
    assert api.describe(file_id=held.id, viewer=keeper).state is State.READY


def test_nobody_releases_what_no_file_shows_any_more(well, keeper, away) -> None:
    held = make_file(well, agency=OWNER_AT, viewer=keeper)
    api.remove(file_id=held.id, viewer=keeper, now=NOW)
    with pytest.raises(Missing):
        api.release(sha256=held.sha256, viewer=actor("H27.18562", "files.edit"), reason="")
