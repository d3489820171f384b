"""What this pack adds to its procedure: checks of a step, what a step leaves here, and panels on the desk."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.engines.case import api as cases
from honglam.engines.case.hooks import Handler, Panel
from honglam.kit.access import viewer_of
from honglam.packs.fieldreports import api
from honglam.packs.fieldreports.contracts import PROCEDURE, Flag

FLAGS = {
    Flag.EMPTY: _("Neither words nor a picture nor a voice"),
    Flag.REPEATED: _("The same signs over and over"),
    Flag.ABUSIVE: _("Words that insult"),
    Flag.SECRET: _("Perhaps a state secret: never published"),
    Flag.COMPLAINT: _("A complaint or denunciation, which goes another way"),
}


def _panels(request: HttpRequest, code: str) -> tuple[Panel, ...]:
    return tuple(_each(request, code))


def _each(request: HttpRequest, code: str) -> Iterator[Panel]:
    viewer, now = viewer_of(request), timezone.now()
    found = api.handling.handled(code=code, viewer=viewer, now=now)
    context = {"found": found, "flags": [FLAGS[flag] for flag in found.flags]}
    if found.flags:
        yield Panel(title=_("Held for a person to look at"), template="fieldreports/desk_flags.html", context=context)
    yield Panel(title=_("Pictures for the public"), template="fieldreports/desk_pictures.html", context=context)
    texts = api.texts.for_case(code=code, viewer=viewer, now=now)
    yield Panel(
        title=_("Kept answers"), template="fieldreports/desk_texts.html", context={"texts": texts, "code": code}
    )
    near = () if found.main else api.handling.beside(code=code, viewer=viewer, now=now)
    if near or found.main or found.merged or found.supports:
        beside = context | {"near": near}
        yield Panel(title=_("Reports of the same"), template="fieldreports/desk_beside.html", context=beside)


def _public_panels(_request: HttpRequest, code: str) -> tuple[Panel, ...]:
    """Show who reported the pictures that everybody sees: how it was, how it is now."""
    found = cases.publications.shown_among(codes=[code]).get(code)
    if found is None or not (found.before or found.after):
        return ()
    return (Panel(title=_("Pictures"), template="fieldreports/report_before_after.html", context={"found": found}),)


HANDLER = Handler(
    id=PROCEDURE,
    check=api.handling.check,
    follow=api.handling.follow,
    panels=_panels,
    public_panels=_public_panels,
    submit="fieldreports:home",
)
