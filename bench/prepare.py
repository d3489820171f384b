"""Migrates, fills the table and signs in an ordinary officer; prints the cookie. Runs as a process of its own."""

from __future__ import annotations

import json
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  (settings first)
from django.test import Client  # noqa: E402

from bench.rows.kinds import COMMUNE  # noqa: E402
from bench.rows.seed import seed  # noqa: E402
from honglam.core.identity.models import Account  # noqa: E402
from honglam.core.identity.testing import make_officer  # noqa: E402

USERNAME = "bench-officer"


def main() -> None:
    """Prepare everything."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed()
    officer = Account.objects.filter(username=USERNAME).first() or make_officer(USERNAME, agency=COMMUNE)
    client = Client()
    client.force_login(officer)
    print(json.dumps({"cookie": f"session={client.cookies['session'].value}"}))


main()
