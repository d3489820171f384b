"""Screenshots of the main pages into docs/img, as each kind of person sees them (`make shots`).

Starts the platform on a folder and a port of its own, signs the demonstration people in, and photographs each page on a
desktop by day and on a phone by night.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
Scheme = Literal["light", "dark"]
VIEWS: dict[str, tuple[int, int, Scheme]] = {"desktop": (1366, 768, "light"), "phone-dark": (360, 640, "dark")}


@dataclass(frozen=True, slots=True)
class Shot:
    """One page, and who looks at it; `who` is empty for a citizen who is not signed in."""

    name: str
    path: str
    who: str = ""


SHOTS = (
    Shot("portal", "/"),
    Shot("communes", "/communes/?q=thach+ha"),
    Shot("deadlines", "/deadlines/"),
    Shot("sign-in", "/accounts/login/"),
    Shot("not-found", "/khong-co-trang-nay/"),
    Shot("desk", "/desk/", "xa"),
    Shot("desk-communes", "/desk/communes/", "canbo"),
    Shot("forbidden", "/studio/", "canbo"),
    Shot("board", "/board/", "lanhdao"),
    Shot("studio", "/studio/", "quantri"),
    Shot("studio-jobs", "/studio/jobs/", "quantri"),
    Shot("studio-calendar", "/studio/calendar/", "quantri"),
    Shot("studio-kit", "/studio/kit/", "quantri"),
)


def main() -> None:
    """Photograph every page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="honglam-shots-") as folder:
        home, port = Path(folder), free_port()
        environment = os.environ | {"HONGLAM_HOME": folder, "HONGLAM_PORT": str(port)}
        command = [sys.executable, "-m", "honglam.project.command", "up", "--demo"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as platform:
            try:
                wait_for(f"http://127.0.0.1:{port}/readyz")
                people = json.loads((home / "demo-people.json").read_text(encoding="utf-8"))
                passwords = {person["username"]: person["password"] for person in people}
                photograph(f"http://127.0.0.1:{port}", passwords)
            finally:
                platform.send_signal(signal.SIGINT)


def photograph(base: str, passwords: dict[str, str]) -> None:
    """Take all pictures from the platform at `base`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for shot in SHOTS:
            for view, (width, height, scheme) in VIEWS.items():
                page = browser.new_page(
                    locale="vi-VN", viewport={"width": width, "height": height}, color_scheme=scheme
                )
                if shot.who:
                    sign_in(page, base, shot.who, passwords[shot.who])
                page.goto(base + shot.path)
                page.wait_for_timeout(1500)  # maps and charts draw after the page has loaded
                page.screenshot(path=IMAGES / f"{shot.name}-{view}.png")
                page.close()
            print(shot.name)
        browser.close()


def sign_in(page: Page, base: str, username: str, password: str) -> None:
    """Sign a demonstration person in, as they would."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    if "/accounts/begin/" in page.url:  # a demonstration lets invented officers put the second factor off
        page.click("form[action='/accounts/begin/later/'] button")
        page.wait_for_load_state()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 180) -> None:
    """Wait until `url` answers 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  (our own server)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.3)
    sys.exit(f"{url} did not answer within {seconds:.0f} seconds.")


if __name__ == "__main__":
    main()
