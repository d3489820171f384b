"""Following what is published: a feed for programs, notices and mails for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.base import trace
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.places import api as places
from honglam.engines.case import api
from honglam.engines.case.contracts.publications import Publication, Watch
from honglam.engines.case.views import public_asking as asking
from honglam.kit.access import public, viewer_of

OPEN = "what was published is for everybody"
BY_LINK = "whoever has the link that was sent to the address may answer for it"
_SECONDS = 300
_AN_HOUR = timedelta(hours=1)
_ASKS = 20  # questions to addresses that one network address may cause within an hour


class GeoFeed(Atom1Feed):
    """Atom with the point of each entry (GeoRSS Simple)."""

    def root_attributes(self) -> dict[str, str]:
        """Add the name space of points."""
        return {**super().root_attributes(), "xmlns:georss": "http://www.georss.org/georss"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the point, latitude first as GeoRSS has it."""
        super().add_item_elements(handler, item)
        if item["point"]:
            handler.addQuickElement("georss:point", item["point"])


@require_safe
@public(OPEN)
def feed(request: HttpRequest) -> HttpResponse:
    """Return what was published last, by the filters of the list, as Atom."""
    found = api.publications.recently_published(filters=asking.filters(request))
    home = f"{settings.PUBLIC_URL}{reverse('case:public')}?{asking.address(request)}"
    made = GeoFeed(
        title=_("Published cases"),
        link=home,
        description=_("What people reported and what was done about it."),
        language=get_language(),
        feed_url=f"{settings.PUBLIC_URL}{request.get_full_path()}",
        feed_guid=home,
    )
    for each in found:
        _add(made, each)
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    newest = max((each.updated_at for each in found), default=None)
    response["ETag"] = f'"{newest.timestamp() if newest else 0}-{len(found)}-{get_language()}"'
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_http_methods(["GET", "HEAD", "POST"])
@public(OPEN)
def watch(request: HttpRequest) -> HttpResponse:
    """Ask to hear of newly published cases."""
    context: dict[str, Any] = {
        "filters": asking.filters(request),
        "address": asking.address(request),
        "communes": places.communes(),
        "procedures": api.publications.listed_procedures(),
        "asked": asking.said(request),
        "own": api.watching.own(viewer=viewer_of(request)),
        "said": request.POST,
    }
    if request.method == "POST":
        try:
            asked = _watch(request)
        except Refusal as refusal:
            said = [gettext(words) % refusal.params for words in (refusal.message, refusal.remedy) if words]
            return render(request, "case/public_watch.html", context | {"refused": said}, status=422)
        return render(request, "case/public_watching.html", {"asked": asked})
    return render(request, "case/public_watch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public(BY_LINK)
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Let an address say yes. A click on the page does it: programs that look through mails only read."""
    found: Watch = api.watching.find(secret=secret)
    if request.method == "POST":
        found = api.watching.confirm(secret=secret, now=timezone.now())
    return render(request, "case/public_confirm.html", {"watch": found, "secret": secret})


@csrf_exempt  # mail programs send it by RFC 8058, without a page of ours; whoever has the secret link may
@require_http_methods(["GET", "HEAD", "POST"])
@public(BY_LINK)
def end(request: HttpRequest, secret: str) -> HttpResponse:
    """End a subscription with one click."""
    if request.method == "POST":
        api.watching.end(secret=secret)
    return render(request, "case/public_ended.html", {"done": request.method == "POST"})


@require_POST
@public(BY_LINK)
def drop(request: HttpRequest, secret: str) -> HttpResponse:
    """End one of one's own and go back to the page of them."""
    api.watching.end(secret=secret)
    messages.info(request, _("You hear of this area no more."))
    return HttpResponseRedirect(reverse("case:watch"))


def _watch(request: HttpRequest) -> bool:
    viewer = viewer_of(request)
    if not viewer.known:
        _slow_down(trace.current().address)
    return api.watching.watch(
        filters=asking.filters_of(request.POST),
        circle=_circle(request),
        email=request.POST.get("email", "")[:254],
        language=get_language() or "vi",
        viewer=viewer,
        now=timezone.now(),
    )


def _circle(request: HttpRequest) -> tuple[float, float, int] | None:
    words = [request.POST.get(word, "").replace(",", ".").strip() for word in ("lon", "lat", "metres")]
    if not any(words[:2]):
        return None
    try:
        return float(words[0]), float(words[1]), int(words[2] or 1000)
    except ValueError:
        raise Refusal(N_("This position cannot be read."), field="lat") from None


def _slow_down(address: str) -> None:
    """Let one network address cause only so many mails to others.

    Raises:
        Refusal: it was too many.
    """
    key = f"case.watch:{address}"
    cache.add(key, 0, timeout=int(_AN_HOUR.total_seconds()))
    if cache.incr(key) > _ASKS:
        raise Refusal(N_("Too many requests came from your network."), remedy=N_("Try again in an hour."))


def _add(made: GeoFeed, each: Publication) -> None:
    page = f"{settings.PUBLIC_URL}{reverse('case:public-one', args=[each.id])}"
    made.add_item(
        title=each.title,
        link=page,
        description=f"{each.words}\n\n{each.answer}".strip(),
        unique_id=page,
        pubdate=each.published_at,
        updateddate=each.updated_at,
        categories=[word for word in (each.topic_title, each.commune_name, each.status_title) if word],
        point=f"{each.lat} {each.lon}" if each.lat is not None else "",
    )
