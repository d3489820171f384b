"""What the pages of who reports read and show: the form without scripts, what a script sends, the receipt."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

import segno
from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Missing
from honglam.base.trace import SYSTEM
from honglam.base.words import N_
from honglam.core.files import api as files
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.engines.case import api as cases
from honglam.engines.case.contracts import Topic
from honglam.kit.attachments import FilesField
from honglam.kit.forms import Form, Lines, Text
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import PHOTOS, Sent, Written

NO_PLACE = N_("This position cannot be read.")
NO_COMMUNE = N_("There is no commune with the code %(code)s.")
TEXT_MOST = 4000
_SEAL = Signer(salt="honglam.fieldreports.sent", sep=".")


class ReportForm(Form):
    """A report as a plain form; with scripts the page does more with the same inputs."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    topic = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    photos = FilesField(use=PHOTOS, label=_("Pictures"), required=False)
    text = Lines(label=_("What do you see?"), required=False, max_length=TEXT_MOST)
    commune = forms.ChoiceField(label=_("Commune or ward"), required=False)
    where = Text(label=_("Where is it?"), required=False, max_length=300)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    contact = forms.CharField(label=_("Your telephone number or e-mail address"), required=False, max_length=254)
    asked = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("The code that was sent to you"), required=False, max_length=12)

    def __init__(self, *args: Any, topics: tuple[Topic, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(each.id, cases.public.said(vietnamese=each.title, english=each.title_en)) for each in topics]
        communes = sorted(places.communes(), key=lambda unit: unit.name)
        named = [("", "—"), *((unit.code, unit.name) for unit in communes)]
        for name, choices in (("topic", offered), ("commune", named)):
            cast("forms.ChoiceField", self.fields[name]).choices = choices
        self.fields["text"].widget.attrs.update(rows=2)

    def clean(self) -> dict[str, Any]:
        """See that there is a place: a commune at least."""
        found: dict[str, Any] = super().clean() or {}
        if not found.get("commune") and not (found.get("lon") and found.get("lat")):
            self.add_error("commune", _("Choose the commune or ward, so that it reaches who is responsible."))
        return found


def report(request: HttpRequest) -> ReportForm:
    """Return the form, filled with what was sent."""
    first = {"key": str(uuid4()), "commune": request.GET.get("commune", ""), "topic": request.GET.get("topic", "")}
    data, sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return ReportForm(data, sent, initial=first, topics=_topics())


def page(request: HttpRequest, form: ReportForm) -> dict[str, Any]:
    """Return what the page shows."""
    rows = [
        {
            "id": each.id,
            "icon": each.icon or "dots",
            "title": cases.public.said(vietnamese=each.title, english=each.title_en),
            "hint": cases.public.said(vietnamese=each.hint, english=each.hint_en),
        }
        for each in _topics()
    ]
    chosen = form["topic"].value()
    commune = request.GET.get("commune", "")
    return {
        "form": form,
        "topics": rows,
        "chosen": chosen,
        "channels": identity.code_channels(),
        "shapes": shapes(),
        "commune": places.commune(code=commune) if commune else None,
        "reported": reverse("fieldreports:home"),
    }


def shapes() -> str:
    """Return the address of the communes' shapes, as the kept copy of the page needs it."""
    return f"{reverse('api:places-shapes')}?v={places.version()}"


def read(request: HttpRequest) -> Written:
    """Return what a script sent."""
    posted = request.POST
    lon, lat = point(posted)
    return Written(
        key=posted.get("key", "")[:64],
        topic=posted.get("topic", ""),
        text=posted.get("text", "")[:TEXT_MOST],
        where=posted.get("where", "")[:300],
        commune=posted.get("commune", "") if places.commune(code=posted.get("commune", "")) else "",
        lon=lon,
        lat=lat,
        at=_moment(posted.get("at", "")),
        channel="app" if posted.get("app") else "web",
        photos=_sent(request, "photos"),
        voice=_sent(request, "voice"),
    )


def plain(form: ReportForm) -> Written:
    """Return what the plain form holds; its pictures wait as drafts."""
    data = form.cleaned_data
    lon, lat = point(data)
    photos = tuple(_draft(each) for each in data["photos"])
    kept = {name: data[name] for name in ("key", "topic", "text", "where", "commune")}
    return Written(**kept, lon=lon, lat=lat, photos=photos)


def point(values: QueryDict | dict[str, Any]) -> tuple[float | None, float | None]:
    """Return longitude and latitude; two times None when they cannot be read."""
    try:
        lon, lat = float(values.get("lon") or ""), float(values.get("lat") or "")
    except ValueError:
        return None, None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else (None, None)


def sealed(code: str) -> str:
    """Return a code as it stands in the address of its receipt, which nobody can make up."""
    return str(_SEAL.sign(code))


def receipt(seal: str) -> dict[str, Any]:
    """Return what the page shows that says that a report was taken.

    Raises:
        Missing: nobody was told this address.
    """
    try:
        code = _SEAL.unsign(seal)
    except BadSignature:
        raise Missing(N_("There is no such receipt."), remedy=N_("Look for your report by its code.")) from None
    follow = f"{reverse('case:follow', args=[code])}?key={cases.public.key(code=code)}"
    qr = segno.make(f"{settings.PUBLIC_URL}{follow}", error="m").svg_data_uri(scale=4, border=2)
    return {"code": code, "follow": follow, "qr": qr}


def poster_code(code: str) -> str:
    """Return the picture to scan that leads to the page for a commune."""
    address = f"{settings.PUBLIC_URL}{reverse('fieldreports:home')}?commune={code}"
    return str(segno.make(address, error="q").svg_data_uri(scale=10, border=2))


def _topics() -> tuple[Topic, ...]:
    return tuple(each for each in api.procedure().topics if not each.closed)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo else None


def _sent(request: HttpRequest, name: str) -> Sent:
    return tuple((each.name or "", each.file) for each in request.FILES.getlist(name) if each.file)


def _draft(file_id: Any) -> tuple[str, Any]:
    """Return a draft that came with the plain form; its token was looked at when the form was read."""
    content = files.open(file_id=file_id, viewer=SYSTEM)
    return content.name, files.stretch(content=content).pieces
