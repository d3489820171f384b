"""Provisioning: other systems read and write officers (users) and their roles at agencies (groups) as SCIM documents.

What is wrong with a document raises the exceptions of scim2-models or pydantic's `ValidationError`; what the verbs of
people and posts refuse, a `Refusal`. The form of each error is the door's business (`views/scim.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from honglam.core.identity.contracts.provisioning import Ask, Caller, Listing
from honglam.core.identity.service import provisioning as service
from honglam.core.identity.service import provisioning_groups as group_service

Document = Mapping[str, Any]


def scim_users(*, caller: Caller, ask: Ask) -> Listing:
    """Return the officers within the caller's reach that fit."""
    return service.users(caller=caller, ask=ask)


def scim_user(*, caller: Caller, user_id: str) -> Document:
    """Return one officer."""
    return service.user(caller=caller, user_id=user_id)


def scim_create_user(*, caller: Caller, body: Document) -> Document:
    """Enter an officer."""
    return service.create(caller=caller, body=body)


def scim_replace_user(*, caller: Caller, user_id: str, body: Document) -> Document:
    """Put other values in the place of all that a client may write."""
    return service.replace(caller=caller, user_id=user_id, body=body)


def scim_patch_user(*, caller: Caller, user_id: str, body: Document) -> Document:
    """Change parts of an officer."""
    return service.patch(caller=caller, user_id=user_id, body=body)


def scim_delete_user(*, caller: Caller, user_id: str) -> None:
    """Close an account; this client does not see it any more."""
    service.delete(caller=caller, user_id=user_id)


def scim_groups(*, caller: Caller, ask: Ask) -> Listing:
    """Return roles at agencies within the caller's reach that fit."""
    return group_service.groups(caller=caller, ask=ask)


def scim_group(*, caller: Caller, group_id: str) -> Document:
    """Return one role at one agency, with those who hold it."""
    return group_service.group(caller=caller, group_id=group_id)


def scim_replace_group(*, caller: Caller, group_id: str, body: Document) -> Document:
    """Let exactly these hold the role."""
    return group_service.replace(caller=caller, group_id=group_id, body=body)


def scim_patch_group(*, caller: Caller, group_id: str, body: Document) -> Document:
    """Let others hold the role, or some no longer."""
    return group_service.patch(caller=caller, group_id=group_id, body=body)
