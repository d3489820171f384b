"""Makes the admin's own tables and a member of staff who may view parcels; prints the cookie."""

from __future__ import annotations

import json
import os

import django
import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.admin"
address = f"host=127.0.0.1 port={os.environ['BENCH_PG_PORT']} user=honglam dbname=honglam"
with psycopg.connect(address, autocommit=True) as connection:
    connection.execute("CREATE SCHEMA IF NOT EXISTS admin_peer")
django.setup()

from django.contrib.auth.models import Permission, User  # noqa: E402  (settings first)
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
user, _made = User.objects.get_or_create(username="staff", defaults={"is_staff": True})
user.user_permissions.set(Permission.objects.filter(codename="view_parcel"))
client = Client()
client.force_login(user)
print(json.dumps({"cookie": f"sessionid={client.cookies['sessionid'].value}"}))
