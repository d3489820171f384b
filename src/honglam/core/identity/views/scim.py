"""SCIM 2.0 (RFC 7643, RFC 7644): the doors by which another system provisions officers and their roles.

Every answer, also every error, is a document of SCIM. A door opens for an access token of a client with the scope that
it asks for; whoever has none hears so in the words of RFC 6750.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import orjson
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    Error,
    ForbiddenException,
    Group,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    Meta,
    NotFoundException,
    NotImplementedException,
    ResourceType,
    SCIMException,
    ServiceProviderConfig,
    UnauthorizedException,
)

from honglam.base import trace
from honglam.base.access import Kind, Viewer
from honglam.base.errors import Invalid, Refusal
from honglam.core.identity import api
from honglam.core.identity.api import provisioning
from honglam.core.identity.contracts.clients import SCIM_READ, SCIM_WRITE
from honglam.core.identity.contracts.provisioning import Ask, Caller, Listing
from honglam.core.identity.scim_resources import Officer, User, Work
from honglam.kit.access import public

MEDIA = "application/scim+json"
PAGE = 100
_MOST_BYTES = 1024 * 1024
_OPERATIONS = _PATH = 1000
_TOKEN = public("the access token of a client is the right to pass, its scope and its agency are the limits")
_TYPES = tuple(
    ResourceType.model_validate(described)
    for described in (
        {
            "id": "User",
            "name": "User",
            "endpoint": "/Users",
            "description": "Officers",
            "schema": str(User.__schema__),
            "schemaExtensions": [{"schema": str(Work.__schema__), "required": False}],
        },
        {
            "id": "Group",
            "name": "Group",
            "endpoint": "/Groups",
            "description": "Roles at agencies",
            "schema": str(Group.__schema__),
        },
    )
)

Door = Callable[..., HttpResponse]


def scim(*, read: Callable[..., Any] | None = None, **verbs: Callable[..., Any]) -> Door:
    """Make a door of functions by method; each takes the request, the caller and what stands in the address."""
    known = ({"GET": read} if read else {}) | {method.upper(): verb for method, verb in verbs.items()}

    @wraps(read or next(iter(verbs.values())))
    def door(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            verb = known.get(request.method or "")
            if verb is None:
                fault = NotImplementedException(detail=f"{request.method} is not offered here")
                fault.status = 405
                raise fault
            caller = _caller(request, writes=request.method not in {"GET", "HEAD"})
            viewer = Viewer(f"client:{caller.client}", caller.name, Kind.SYSTEM, caller.agency)
            with trace.bound(viewer=viewer, purpose="SCIM"):
                return verb(request, caller, **parts)  # type: ignore[no-any-return]
        except SCIMException as fault:
            return _error(fault.to_error())
        except ValidationError as fault:
            return _error(Error.from_validation_errors(fault)[0])
        except Refusal as refusal:
            return _error(_from_refusal(refusal))
        except DataError:
            return _error(InvalidValueException(detail="a value cannot be kept").to_error())

    return csrf_exempt(_TOKEN(door))


# --- users ----------------------------------------------------------------------------------------------------------


def _list_users(request: HttpRequest, caller: Caller) -> HttpResponse:
    return _listing(provisioning.scim_users(caller=caller, ask=_ask(request)))


def _add_user(request: HttpRequest, caller: Caller) -> HttpResponse:
    return _document(provisioning.scim_create_user(caller=caller, body=_body(request)), 201)


def _get_user(request: HttpRequest, caller: Caller, user_id: str) -> HttpResponse:
    return _unless_known(request, provisioning.scim_user(caller=caller, user_id=user_id))


def _put_user(request: HttpRequest, caller: Caller, user_id: str) -> HttpResponse:
    return _document(provisioning.scim_replace_user(caller=caller, user_id=user_id, body=_body(request)))


def _patch_user(request: HttpRequest, caller: Caller, user_id: str) -> HttpResponse:
    return _document(provisioning.scim_patch_user(caller=caller, user_id=user_id, body=_body(request)))


def _delete_user(_request: HttpRequest, caller: Caller, user_id: str) -> HttpResponse:
    provisioning.scim_delete_user(caller=caller, user_id=user_id)
    return HttpResponse(status=204)


# --- groups ---------------------------------------------------------------------------------------------------------


def _list_groups(request: HttpRequest, caller: Caller) -> HttpResponse:
    return _listing(provisioning.scim_groups(caller=caller, ask=_ask(request)))


def _get_group(request: HttpRequest, caller: Caller, group_id: str) -> HttpResponse:
    return _unless_known(request, provisioning.scim_group(caller=caller, group_id=group_id))


def _put_group(request: HttpRequest, caller: Caller, group_id: str) -> HttpResponse:
    return _document(provisioning.scim_replace_group(caller=caller, group_id=group_id, body=_body(request)))


def _patch_group(request: HttpRequest, caller: Caller, group_id: str) -> HttpResponse:
    return _document(provisioning.scim_patch_group(caller=caller, group_id=group_id, body=_body(request)))


def _no_group(_request: HttpRequest, _caller: Caller, **_parts: str) -> HttpResponse:
    raise NotImplementedException(detail="groups are the roles at agencies; they are neither made nor deleted here")


# --- what the service offers ----------------------------------------------------------------------------------------


def _config(_request: HttpRequest, caller: Caller) -> HttpResponse:
    return _document(
        {
            "schemas": [str(ServiceProviderConfig.__schema__)],
            "patch": {"supported": True},
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": 200},
            "changePassword": {"supported": False},
            "sort": {"supported": True},
            "etag": {"supported": True},
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth 2.0",
                    "description": "Client credentials with the scopes scim:read and scim:write",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750",
                    "primary": True,
                }
            ],
            "meta": {"resourceType": "ServiceProviderConfig", "location": f"{caller.base}/ServiceProviderConfig"},
        }
    )


def _schemas(request: HttpRequest, caller: Caller, schema_id: str = "") -> HttpResponse:
    _refuse_filter(request)
    found = [model.to_schema() for model in (User, Work, Group)]
    for each in found:
        each.meta = Meta(resource_type="Schema", location=f"{caller.base}/Schemas/{each.id}")
    return _one_or_all(found, schema_id)


def _resource_types(request: HttpRequest, caller: Caller, type_id: str = "") -> HttpResponse:
    _refuse_filter(request)
    found = [each.model_copy(deep=True) for each in _TYPES]
    for each in found:
        each.meta = Meta(resource_type="ResourceType", location=f"{caller.base}/ResourceTypes/{each.id}")
    return _one_or_all(found, type_id)


def _one_or_all(found: list[Any], wanted: str) -> HttpResponse:
    if not wanted:
        return _listing(Listing(len(found), 1, tuple(each.model_dump() for each in found)))
    one = next((each for each in found if each.id == wanted), None)
    if one is None:
        raise NotFoundException(detail=f"there is no {wanted[:80]}")
    return _document(one.model_dump())


def _refuse_filter(request: HttpRequest) -> None:
    if "filter" in request.GET:  # RFC 7644, section 4
        raise ForbiddenException(detail="what the service offers is not filtered")


def _nothing(_request: HttpRequest, _caller: Caller, rest: str) -> HttpResponse:
    raise NotFoundException(detail=f"there is nothing at {rest[:80]}")


users = scim(read=_list_users, post=_add_user)
user = scim(read=_get_user, put=_put_user, patch=_patch_user, delete=_delete_user)
groups = scim(read=_list_groups, post=_no_group)
group = scim(read=_get_group, put=_put_group, patch=_patch_group, delete=_no_group)
config = scim(read=_config)
schemas = scim(read=_schemas)
resource_types = scim(read=_resource_types)
nothing = scim(read=_nothing, post=_nothing, put=_nothing, patch=_nothing, delete=_nothing)


# --- requests and answers -------------------------------------------------------------------------------------------


def _caller(request: HttpRequest, *, writes: bool) -> Caller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    now = timezone.now()
    found = api.bearer(token=token.strip(), now=now) if kind.lower() == "bearer" else None
    if found is None:
        raise UnauthorizedException(detail="an access token of a client is needed")
    if (SCIM_WRITE if writes else SCIM_READ) not in found.scopes and not (not writes and SCIM_WRITE in found.scopes):
        raise ForbiddenException(detail=f"the token lacks the scope {SCIM_WRITE if writes else SCIM_READ}")
    wanted, unwanted = (_names(request.GET.get(name, "")) for name in ("attributes", "excludedAttributes"))
    if wanted and unwanted:
        raise InvalidValueException(detail="attributes and excludedAttributes exclude each other")
    match = _names(request.headers.get("If-Match", ""))
    base = request.build_absolute_uri(reverse("scim:users")).removesuffix("/Users")
    return Caller(
        found.client, found.name, found.agency, SCIM_WRITE in found.scopes, base, now, wanted, unwanted, match
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _ask(request: HttpRequest) -> Ask:
    asked = request.GET
    if len(asked.get("filter", "")) > 1000:
        raise InvalidValueException(detail="the filter is too long")
    return Ask(
        asked.get("filter", ""),
        asked.get("sortBy", ""),
        asked.get("sortOrder", "").lower() == "descending",
        _number(asked.get("startIndex", ""), 1),
        _number(asked.get("count", ""), PAGE),
    )


def _number(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise InvalidValueException(detail=f"{text[:20]} is not a number")
    return int(text)


def _body(request: HttpRequest) -> Mapping[str, Any]:
    if len(request.body) > _MOST_BYTES:
        fault = InvalidSyntaxException(detail="the document is too large")
        fault.status = 413
        raise fault
    if b"\\u0000" in request.body:
        raise InvalidValueException(detail="a text holds no NUL")
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise InvalidSyntaxException(detail="the body is not JSON") from None
    if not isinstance(found, dict):
        raise InvalidSyntaxException(detail="the body is not a JSON object")
    for name, value in found.items():
        if name.lower() == "operations" and isinstance(value, list):
            _check_operations(value)
    return found


def _check_operations(operations: list[Any]) -> None:
    """Refuse more than a directory sends: each operation, and each step of a path, is looked up anew."""
    fault = InvalidSyntaxException(detail=f"at most {_OPERATIONS} operations, each with a path of {_PATH} characters")
    fault.status = 413
    paths = (value for each in operations if isinstance(each, dict) for name, value in each.items() if name != "value")
    if len(operations) > _OPERATIONS or any(isinstance(path, str) and len(path) > _PATH for path in paths):
        raise fault


def _document(document: Mapping[str, Any], status: int = 200) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(document), content_type=MEDIA, status=status)
    meta = document.get("meta", {})
    if version := meta.get("version"):
        answer["ETag"] = version
    if status == 201 and meta.get("location"):
        answer["Location"] = meta["location"]
    answer["Cache-Control"] = "no-store"
    return answer


def _unless_known(request: HttpRequest, document: Mapping[str, Any]) -> HttpResponse:
    if document["meta"]["version"] in _names(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": document["meta"]["version"]})
    return _document(document)


def _listing(listing: Listing) -> HttpResponse:
    said = {
        "schemas": [str(ListResponse[Officer].__schema__)],
        "totalResults": listing.total,
        "startIndex": listing.start,
        "itemsPerPage": len(listing.items),
        "Resources": list(listing.items),
    }
    return _document(said)


def _from_refusal(refusal: Refusal) -> Error:
    first = refusal.refusals[0] if isinstance(refusal, Invalid) else refusal
    text = gettext(first.message)
    kind = {409: "uniqueness", 422: "invalidValue"}.get(first.status)
    status = 403 if first.code in {"above-own-rights", "own-rights", "duties-apart"} else first.status
    return Error(
        status=400 if status == 422 else status,
        scim_type=kind if status in {409, 422} else None,
        detail=text % first.params if first.params else text,
    )


def _error(error: Error) -> HttpResponse:
    answer = HttpResponse(orjson.dumps(error.model_dump()), content_type=MEDIA, status=error.status or 400)
    if error.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="honglam", error="invalid_token"'
    answer["Cache-Control"] = "no-store"
    return answer


__all__ = ["config", "group", "groups", "nothing", "resource_types", "schemas", "user", "users"]
