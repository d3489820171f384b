"""Calls to addresses that others named: to the address that was checked, for some seconds, and to nowhere inside."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from honglam.base.errors import Refusal
from honglam.kit import calls


@pytest.fixture(autouse=True)
def _nothing_named(settings) -> None:
    settings.CALL_NETWORKS = []


@pytest.fixture
def dripping() -> Iterator[str]:
    """Somebody who answers a byte at a time, and never ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            link, _peer = server.accept()
            with link:
                while not over.wait(0.1):
                    try:
                        link.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join(5)


def leads_to(monkeypatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
    monkeypatch.setattr(calls.socket, "getaddrinfo", lambda *_a, **_k: found)


INSIDE = (
    "10.0.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "fd00::1",
    "fe80::1%eth0",
    "224.0.0.1",
)


@pytest.mark.parametrize("address", INSIDE)
def test_it_calls_nothing_inside_however_its_address_is_written(monkeypatch, address: str) -> None:
    leads_to(monkeypatch, address)
    for call in (calls.check, lambda url: calls.post(url, b"", {})):
        with pytest.raises(Refusal):
            call("https://app.example.vn/")


def test_a_name_of_which_one_address_is_inside_is_not_called(monkeypatch) -> None:
    leads_to(monkeypatch, "93.184.216.34", "10.0.0.1")
    with pytest.raises(Refusal):
        calls.post("https://app.example.vn/", b"", {})


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a.vn/", "https://", "https://u:p@a.vn/", "https://a.vn:x/", "https://[::1/", "https://\udce4.vn/"],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(Refusal):
        calls.check(url)


def test_without_encryption_only_what_the_operator_named_is_called(monkeypatch, settings) -> None:
    leads_to(monkeypatch, "93.184.216.34")
    calls.check("https://app.example.vn/")
    with pytest.raises(Refusal):
        calls.check("http://app.example.vn/")
    settings.CALL_NETWORKS = ["93.184.216.0/24"]
    calls.check("http://app.example.vn/")


def test_a_name_that_nobody_knows_at_this_moment_is_tried_again_and_not_refused(monkeypatch) -> None:
    def silent(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    monkeypatch.setattr(calls.socket, "getaddrinfo", silent)
    with pytest.raises(OSError, match="no name server"):
        calls.post("https://app.example.vn/", b"", {})
    with pytest.raises(Refusal):  # whoever enters it now is told so
        calls.check("https://app.example.vn/")


def test_a_call_ends_in_time_when_the_other_side_only_drips(settings, dripping: str) -> None:
    settings.CALL_NETWORKS = ["127.0.0.0/8"]
    began = time.monotonic()
    with pytest.raises(OSError, match="does not answer"):
        calls.post(dripping, b"", {}, seconds=1)
    assert time.monotonic() - began < 5


def test_it_speaks_to_the_checked_address_and_believes_only_a_certificate_of_the_name() -> None:
    link = calls._link(calls.urlsplit("https://app.example.vn/push"), "93.184.216.34")
    assert (link.host, link.port, link.assert_hostname) == ("93.184.216.34", 443, "app.example.vn")
    assert link.cert_reqs in {None, "CERT_REQUIRED", 2}
