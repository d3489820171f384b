"""Directus over the same table: read by the token of a user whose policy shows one commune's rows, as our officer sees.

It is installed once into var/bench/directus (`npm install directus@11`) and gets two processes and no limiter.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from bench.frame import ROOT, Side
from bench.rows.kinds import COMMUNE
from bench.stack import FOLDER, Stack, free_port

PACKAGE = "directus@11"
ADMIN = {"email": "admin@example.com", "password": "bench-admin-password"}
TOKEN = "bench-officer-token"


class Directus:
    """The peer; `side()` is None when it cannot be run here, and says why."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.port = stack, free_port()
        self.folder = FOLDER / "directus"
        self.cli = self.folder / "node_modules" / "directus" / "cli.js"
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            "DIRECTUS_CLI": str(self.cli),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DB_CLIENT": "pg",
            "DB_HOST": "127.0.0.1",
            "DB_PORT": str(stack.pg_port),
            "DB_DATABASE": "honglam",
            "DB_USER": "honglam",
            "DB_PASSWORD": "trust",
            "SECRET": "bench",
            "KEY": "bench",
            "ADMIN_EMAIL": ADMIN["email"],
            "ADMIN_PASSWORD": ADMIN["password"],
            "TELEMETRY": "false",
            "LOG_LEVEL": "warn",
            "PRESSURE_LIMITER_ENABLED": "false",
            "RATE_LIMITER_ENABLED": "false",
            "STORAGE_LOCATIONS": "local",
            "NODE_ENV": "production",
        }

    def side(self, running: ExitStack, kinds: tuple[str, ...]) -> Side | None:
        """Install, start and prepare it."""
        node = shutil.which("node")
        if node is None or not self._installed():
            print("directus: node or the package is missing; our side is measured alone", flush=True)
            return None
        environment = self.stack.env | self.env
        bootstrap = [node, str(self.cli), "bootstrap"]
        made = subprocess.run(bootstrap, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        if made.returncode:
            print(f"directus bootstrap failed; our side is measured alone:\n{made.stderr[-800:]}", flush=True)
            return None
        command = [node, str(ROOT / "bench/peers/directus.mjs")]
        running.enter_context(self.stack.serving("directus", command, f"{self.base}/server/ping", self.env))
        time.sleep(3)  # the second process
        self._admit()
        return Side(
            "directus",
            self.base,
            tuple("/items/rows_parcel?" + _asked(kind) for kind in kinds),
            {"Authorization": f"Bearer {TOKEN}"},
        )

    def _installed(self) -> bool:
        if self.cli.exists():
            return True
        npm = shutil.which("npm")
        self.folder.mkdir(parents=True, exist_ok=True)
        if npm is None:
            return False
        install = [npm, "install", "--no-audit", "--no-fund", PACKAGE]
        done = subprocess.run(install, cwd=self.folder, check=False, timeout=1500)
        return done.returncode == 0 and self.cli.exists()

    def _admit(self) -> None:
        """Make the policy, the role and the user of an ordinary officer, if they are not there."""
        admin = self._call("/auth/login", ADMIN)["data"]["access_token"]
        known = self._call("/users?filter[token][_nnull]=true&limit=1", None, admin)["data"]
        if known:
            return
        policy = self._call("/policies", {"name": "officer", "app_access": False}, admin)["data"]["id"]
        rule = {"collection": "rows_parcel", "action": "read", "fields": ["*"], "policy": policy}
        self._call("/permissions", rule | {"permissions": {"agency": {"_eq": COMMUNE}}}, admin)
        role = self._call("/roles", {"name": "officer", "policies": [{"policy": policy}]}, admin)["data"]["id"]
        self._call("/users", {"email": "officer@example.com", "role": role, "token": TOKEN, "status": "active"}, admin)

    def _call(self, path: str, body: dict[str, Any] | None, token: str = "") -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return dict(json.load(answer))


def _asked(kind: str) -> str:
    """Return the same question as ours: filtered, sorted, fifty rows, with the count of what matches."""
    words = {"filter[kind][_eq]": kind, "sort": "-area", "limit": "50", "meta": "filter_count"}
    return urlencode(words)


os.environ.setdefault("NO_UPDATE_NOTIFIER", "1")
