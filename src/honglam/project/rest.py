"""The REST API: every room's `rest.py` router under one OpenAPI document."""

from __future__ import annotations

from importlib import import_module

from ninja import NinjaAPI

import honglam
from honglam.kit.rest import install
from honglam.project.rooms import part, rooms

api = NinjaAPI(title="Honglam", version="1", description=honglam.__doc__ or "", urls_namespace="api", docs_url=None)
install(api)

for _room in rooms():
    _module = part(_room, "rest")
    if _module is not None:
        api.add_router(f"/{_room.rpartition('.')[2]}", import_module(_module).router)
