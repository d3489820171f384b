"""Open311 GeoReport v2: published cases for other systems, and requests from them.

What it is: https://wiki.open311.org/GeoReport_v2/; updates as FixMyStreet has added them. A request is known by its
public id, never by the code with which who reported it follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from honglam.base.errors import Invalid, Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.engines.case import api
from honglam.engines.case.contracts.partners import Service
from honglam.engines.case.contracts.publications import Filters, Group, Publication, Update
from honglam.engines.case.views import open311_asking as asking
from honglam.engines.case.views.open311_writing import TYPES, Parts, answer, fault
from honglam.kit.access import public

OPEN = "what was published is for everybody; who writes shows a key"
_SECONDS = 60
_SINCE = "2026-12-07T00:00:00+07:00"  # when what is served here last changed its form
View = Callable[..., HttpResponse]


def _door(*methods: str) -> Callable[[View], View]:
    """Make a door of Open311: its forms, its errors, its headers, in one place."""

    def made(view: View) -> View:
        @csrf_exempt
        @public(OPEN)
        @wraps(view)
        def door(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _preflight(methods)
            if form not in TYPES:
                return fault("json", 404, _("There is json and xml."))
            if request.method not in {*methods, "HEAD"}:
                return fault(form, 405, _("This cannot be done here."))
            try:
                asking.jurisdiction(request)
                return view(request, *args, form=form, **kwargs)
            except Refusal as refusal:
                return _refused(form, refusal)

        return door

    return made


@_door("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001  (every door takes one)
    """Say where the service is and what it speaks."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": _SINCE,
        "type": "production",
        "formats": Parts("format", ("text/xml", "application/json")),
    }
    found = {
        "changeset": _SINCE,
        "contact": settings.DEFAULT_FROM_EMAIL,
        "key_service": _("Keys are given by the province: write to the address under contact."),
        "endpoints": Parts("endpoint", (endpoint,)),
    }
    return answer(form, "discovery", "", [found], one=True)


@_door("GET")
def services(request: HttpRequest, form: str) -> HttpResponse:  # noqa: ARG001  (as above)
    """List what can be requested."""
    found = [_service(each) for each in api.partners.services() if each.open]
    return _kept(answer(form, "services", "service", found))


@_door("GET")
def service(request: HttpRequest, code: str, form: str) -> HttpResponse:  # noqa: ARG001  (as above)
    """Say what a service asks for."""
    found = api.partners.service(code=code)
    attributes = tuple(
        {
            "variable": True,
            "code": each.code,
            "datatype": each.type.value,
            "required": each.needed,
            "datatype_description": "",
            "order": number,
            "description": each.title,
            "values": Parts("value", tuple({"key": key, "name": name} for key, name in each.values.items())),
        }
        for number, each in enumerate(found.attributes, start=1)
    )
    definition = {"service_code": found.code, "attributes": Parts("attribute", attributes)}
    return _kept(answer(form, "service_definition", "", [definition], one=True))


@_door("GET", "POST")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """List published cases, or take a new one."""
    if request.method == "POST":
        return _take(request, form)
    asked = asking.requests(request, timezone.now())
    filters = _filters(asked)
    if filters is None:
        return answer(form, "service_requests", "request", [])
    found = api.publications.published_among(
        ids=asked.ids,
        filters=filters,
        since=asked.since,
        until=asked.until,
        changed_since=asked.changed_since,
        changed_until=asked.changed_until,
        skip=(asked.page - 1) * asked.size,
        size=asked.size,
    )
    return _kept(answer(form, "service_requests", "request", map(_request, found)))


@_door("GET")
def request(request: HttpRequest, request_id: str, form: str) -> HttpResponse:  # noqa: ARG001  (as above)
    """Return one published case."""
    found = api.publications.published(public_id=request_id)
    return _kept(answer(form, "service_requests", "request", [_request(found)]))


@_door("GET")
def token(request: HttpRequest, token: str, form: str) -> HttpResponse:  # noqa: ARG001  (as above)
    """Return the id for a token. Ids are given at once here, so a token is the id of something published."""
    found = api.publications.published(public_id=token)
    return answer(form, "service_requests", "request", [{"service_request_id": found.id, "token": found.id}])


@_door("GET", "POST")
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """List changes of published cases, or take what another system says of one."""
    if request.method == "POST":
        number = api.partners.note(
            public_id=request.POST.get("service_request_id", ""),
            remote=request.POST.get("update_id", ""),
            text=request.POST.get("description", ""),
            key=_key(request),
            now=timezone.now(),
        )
        return answer(form, "service_request_updates", "request_update", [{"update_id": number}])
    since, until = asking.times(request, timezone.now())
    found = api.publications.published_updates(since=since, until=until)
    return _kept(answer(form, "service_request_updates", "request_update", map(_update, found)))


def _take(request: HttpRequest, form: str) -> HttpResponse:
    public_id = api.partners.request(asked=asking.new(request), key=_key(request), now=timezone.now())
    notice = _("Received. It can be read here as soon as an officer has looked at it and published it.")
    taken = {"service_request_id": public_id, "service_notice": notice, "account_id": ""}
    return answer(form, "service_requests", "request", [taken], status=201)


def _key(request: HttpRequest) -> str:
    """Return the key; old clients write it into the address."""
    return request.POST.get("api_key", "") or request.GET.get("api_key", "")


def _filters(asked: asking.Asked) -> Filters | None:
    """Return the filters that a question means; None when nothing can fit it."""
    groups: tuple[Group, ...] = ()
    if asked.statuses == {"open"}:
        groups = (Group.RECEIVED, Group.HANDLING)
    elif asked.statuses == {"closed"}:
        groups = (Group.DONE,)
    if asked.ids or not asked.services:
        return Filters(groups=() if asked.ids else groups)
    known = [each for each in api.partners.services() if each.code in asked.services]
    topics = tuple(each.topic for each in known if each.topic)
    procedures = tuple(dict.fromkeys(each.procedure for each in known))
    return Filters(procedures=procedures, topics=topics, groups=groups) if known else None


def _service(found: Service) -> dict[str, Any]:
    return {
        "service_code": found.code,
        "service_name": found.title,
        "description": found.hint,
        "metadata": bool(found.attributes),
        "type": "realtime",
        "keywords": "",
        "group": found.group,
    }


def _request(found: Publication) -> dict[str, Any]:
    pictures = found.after or found.before
    address = reverse("files:file", args=[pictures[0]]) if pictures else ""
    return {
        "service_request_id": found.id,
        "status": "closed" if found.group is Group.DONE else "open",
        "status_notes": found.answer or found.status_title,
        "service_name": found.topic_title,
        "service_code": f"{found.procedure}.{found.topic}" if found.topic else found.procedure,
        "description": found.words,
        "agency_responsible": found.agency_name,
        "service_notice": "",
        "requested_datetime": _moment(found.opened_at),
        "updated_datetime": _moment(found.updated_at),
        "expected_datetime": _moment(found.due_at),
        "address": found.commune_name,
        "address_id": "",
        "zipcode": "",
        "lat": found.lat,
        "long": found.lon,
        "media_url": f"{settings.PUBLIC_URL}{address}" if address else "",
    }


def _update(found: Update) -> dict[str, Any]:
    return {
        "update_id": str(found.id),
        "service_request_id": found.publication,
        "status": "closed" if found.done else "open",
        "updated_datetime": _moment(found.at),
        "description": found.title,
        "media_url": "",
    }


def _moment(moment: Any) -> str | None:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment else None


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    """Let pages of other sites ask: nothing here knows who their reader is."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = "Content-Type"
    return response


def _refused(form: str, refusal: Refusal) -> HttpResponse:
    """Answer a refusal in the words of the specification: 400, 403 and 404, and 429 for too many."""
    status = 429 if refusal.code == "too-many" else refusal.status if refusal.status in {403, 404} else 400
    found = refusal.refusals if isinstance(refusal, Invalid) else (refusal,)
    return fault(form, status, " ".join(_said(each) for each in found))


def _said(refusal: Refusal) -> str:
    words = " ".join(_(msgid) % refusal.params for msgid in (refusal.message, refusal.remedy) if msgid)
    return f"{refusal.field}: {words}" if refusal.field and not isinstance(refusal, Missing) else words


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return response
