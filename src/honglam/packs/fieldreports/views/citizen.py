"""Pages of who reports: one page to write on, what its script asks for, and what was taken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honglam.base.errors import Missing, Refusal
from honglam.core.places import api as places
from honglam.kit.access import public
from honglam.packs.fieldreports import api, forms, proving
from honglam.packs.fieldreports.contracts import PROCEDURE

ANYBODY = "anybody may tell the province what is broken"


@require_http_methods(["GET", "POST"])
@never_cache
@public(ANYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """Show the page; without scripts it is a form, sent here."""
    form = forms.report(request)
    if request.method == "POST" and form.is_valid():
        try:
            return _plainly_sent(request, form)
        except Refusal as refusal:
            form.refuse(refusal)
    status = 422 if form.is_bound else 200
    return render(request, "fieldreports/report.html", forms.page(request, form), status=status)


@require_safe
@public(ANYBODY)
def kept(request: HttpRequest) -> HttpResponse:
    """Show the copy of the page that browsers keep for when there is no network: made for nobody in particular."""
    context = forms.page(request, forms.report(request)) | {"viewer": None, "csrf_token": "", "copy": True}
    return render(request, "fieldreports/report.html", context)


@require_safe
@public(ANYBODY)
def published(request: HttpRequest) -> HttpResponse:
    """Lead to the map and list of what was published of this system."""
    del request
    return HttpResponseRedirect(f"{reverse('case:public')}?procedure={PROCEDURE}")


@require_safe
@never_cache
@public(ANYBODY)
def door(request: HttpRequest) -> HttpResponse:
    """Tell the page's script who is known on this device, and give it the proof of origin for what it sends."""
    return JsonResponse(proving.door(request, now=timezone.now()))


@require_POST
@public("whoever has no account proves a telephone number or an e-mail address here")
def ask(request: HttpRequest) -> HttpResponse:
    """Send a code to a number or an address."""
    return JsonResponse(proving.ask(request, now=timezone.now()))


@require_POST
@public("whoever was sent a code types it here")
def prove(request: HttpRequest) -> HttpResponse:
    """Take the code; from then on this device may send reports for its owner."""
    answer = JsonResponse({})
    proving.prove(request, answer, now=timezone.now())
    return answer


@require_POST
@public("the owner of a device ends what it may do")
def forget(request: HttpRequest) -> HttpResponse:
    """Let this device speak for nobody any more."""
    del request
    answer = HttpResponseRedirect(reverse("fieldreports:home"))
    proving.forget(answer)
    return answer


@require_POST
@public("who sends is known by session or by a proven device; nobody else is let through")
def send(request: HttpRequest) -> HttpResponse:
    """Take a report from the page's script or from the queue of a device."""
    now = timezone.now()
    sender = proving.sender(request, now=now)
    code = api.submit(written=forms.read(request), sender=sender, now=now)
    return JsonResponse({"code": code, "page": reverse("fieldreports:sent", args=[forms.sealed(code)])}, status=201)


@require_safe
@public(ANYBODY)
def near(request: HttpRequest) -> HttpResponse:
    """Show where a point lies, and what others have reported there."""
    lon, lat = forms.point(request.GET)
    if lon is None or lat is None:
        raise Refusal(forms.NO_PLACE, field="lon")
    topic, now = request.GET.get("topic", ""), timezone.now()
    found = api.near(topic=topic, lon=lon, lat=lat, viewer=proving.who(request, now=now), now=now)
    where = places.locate(lon=lon, lat=lat)
    return render(request, "fieldreports/near.html", {"found": found, "where": where, "now": now})


@require_POST
@public("who supports is known by session or by a proven device")
def support(request: HttpRequest) -> HttpResponse:
    """Take that somebody sees it too."""
    now = timezone.now()
    viewer = proving.sender(request, now=now).viewer
    count = api.support(ref=request.POST.get("ref", ""), viewer=viewer, now=now)
    return render(request, "fieldreports/supported.html", {"count": count})


@require_safe
@never_cache
@public("the address itself is the proof: it is sealed and was told to the sender only")
def sent(request: HttpRequest, seal: str) -> HttpResponse:
    """Show that a report was taken: its code, its picture to scan, the way to follow it."""
    return render(request, "fieldreports/sent.html", forms.receipt(seal))


@require_safe
@public("a sheet for the wall of a commune's house")
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """Show a sheet to print: scan it to report to this commune."""
    commune = places.commune(code=code)
    if commune is None:
        raise Missing(forms.NO_COMMUNE, params={"code": code[:20]})
    return render(request, "fieldreports/poster.html", {"commune": commune, "qr": forms.poster_code(code)})


def _plainly_sent(request: HttpRequest, form: forms.ReportForm) -> HttpResponse:
    now = timezone.now()
    answer = HttpResponse()
    sender = proving.plain(request, form, answer, now=now)
    code = api.submit(written=forms.plain(form), sender=sender, now=now)
    answer.status_code, answer.headers["Location"] = 303, reverse("fieldreports:sent", args=[forms.sealed(code)])
    return answer
