"""Serves the admin: Granian with two processes, by WSGI, which is Django's fastest door."""

from __future__ import annotations

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.admin"
if __name__ == "__main__":
    Granian(
        "django.core.wsgi:get_wsgi_application",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=8,
        log_level=LogLevels.warning,
    ).serve()
