"""Peers that are not ours: a mobile network, a mail server, a push service."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from honglam.core.identity.models import Account as Row
from honglam.core.identity.testing import make_citizen
from honglam.core.notices import testing
from honglam.core.notices.channels import mobile
from honglam.core.notices.service.preferences import Manner

HERE = Path(__file__).parent
ROOT = HERE.parents[4]


class Network:
    """node-smpp as a mobile network, in a process of its own; `heard` is what it says it was told."""

    def __init__(self) -> None:
        node = ROOT / ".venv" / "bin" / "node"
        self.process = subprocess.Popen(
            [str(node) if node.exists() else "node", str(HERE / "smsc.cjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_PATH": str(ROOT / "web" / "node_modules")},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "node-smpp did not start; `make web` fetches it"
        self.port = json.loads(line)["port"]
        self.heard: list[dict[str, Any]] = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.heard.append(json.loads(line))

    def url(self, password: str = "secret", **options: str) -> str:
        given = "&".join(f"{key}={value}" for key, value in options.items())
        return f"smpp://honglam:{password}@127.0.0.1:{self.port}?source=HATINH&{given}"

    def words(self, word: str) -> list[dict[str, Any]]:
        return [each for each in self.heard if each["word"] == word]

    def turn(self, mode: str) -> None:
        self.process.stdin.write(f"{mode}\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.stdin.close()  # it ends with its input; a signal would reach pip's wrapper around node only
        self.process.wait(10)
        self.listener.join(5)
        self.process.stdout.close()


@pytest.fixture
def network(settings: Any, _trial: None) -> Iterator[Network]:
    """A mobile network that the platform is connected to."""
    peer = Network()
    settings.SMS_URL = peer.url(enquire="1")
    yield peer
    mobile.close()
    peer.stop()


class Mailbox:
    """What a real SMTP server took; addresses that begin with `nobody` are refused for good, with `later` for now."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append(envelope)
        return "250 taken"


@pytest.fixture
def mailbox(settings: Any, _trial: None) -> Iterator[Mailbox]:
    """A mail server that the platform is connected to."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


class Browser:
    """A browser's subscription, and the push service that its maker runs."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.status = 201
        self.got: list[tuple[dict[str, str], dict[str, Any]]] = []
        peer = self

        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said = http_ece.decrypt(body, private_key=peer.key, auth_secret=peer.secret, version="aes128gcm")
                peer.got.append((dict(self.headers), json.loads(said)))
                self.send_response(peer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.endpoint = f"http://{self.host}/push/abc"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def p256dh(self) -> str:
        return _coded(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return _coded(self.secret)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _coded(data: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def phone_browser(settings: Any) -> Iterator[Browser]:
    """A browser whose push service runs here; the operator named its network."""
    browser = Browser()
    settings.CALL_NETWORKS = ["127.0.0.0/8"]
    yield browser
    browser.stop()


@pytest.fixture(autouse=True)
def _trial(settings: Any) -> Iterator[None]:
    """Channels that are set up, at addresses where nobody answers until a test brings a peer."""
    settings.EMAIL_URL, settings.SMS_URL = "smtp://127.0.0.1:1", "smpp://127.0.0.1:1"
    with testing.declared(testing.TRIAL, testing.SECRET):
        yield


@pytest.fixture
def citizen(db: None) -> Callable[..., Row]:
    """Make a citizen with an address, who does not mind the hour."""

    def make(name: str = "lan", *, email: str = "", phone: str = "", quiet: str = "never") -> Row:
        row = make_citizen(name)
        row.email, row.phone = email, phone
        row.save()
        Manner.objects.create(account=row, quiet=quiet)
        return row

    return make
