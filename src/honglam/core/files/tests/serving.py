"""The platform as one process for tests: declares a place for files, then serves ASGI as `honglam up` does."""

from __future__ import annotations

import asyncio
import os
import sys

from honglam.core.files.hooks import USES, Use
from honglam.core.files.kinds import ANY


def main(port: int, folder: str) -> None:
    USES.register(Use(id="trial.all", title="All", kinds=ANY, anonymous=True))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honglam.project.settings")
    from django.conf import settings

    settings.MEDIA_ROOT = folder
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from honglam.project.asgi import application

    asyncio.run(Server(application, address="127.0.0.1", port=port, interface=Interfaces.ASGINL).serve())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
