"""The style page: every component in every state, for those who make pages and for the test that reads them all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.kit.access import permission
from honglam.kit.statuses import STATUSES
from honglam.kit.templatetags.kit import Happening, Person
from honglam.kit.tiles import Figure, Shown, Tile

_MEBIBYTE = 1024 * 1024


@require_safe
@permission("studio.view")
def page(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    now = timezone.now()
    context = {
        "now": now,
        "statuses": STATUSES,
        "moments": [now + timedelta(hours=hours) for hours in (-50, -3, 5, 80)],
        "tiles": _tiles(now),
        "happenings": _happenings(now),
        "persons": [
            Person("Nguyễn Văn Mẫu", _("Approves"), "Sở Khoa học và Công nghệ"),
            Person("Trần Thị Thử", _("Handles it"), "UBND xã Thạch Hà"),
        ],
        "tabs": [("#tabs", _("Details"), True), ("#tabs", _("Files"), False), ("#tabs", _("History"), False)],
        "amount": 1_234_567_890,
        "rows": _rows(),
        "upload_max": 5 * _MEBIBYTE,
        "colours": _COLOURS,
        "charts": _charts(),
    }
    return render(request, "kit/style/page.html", context)


@require_safe
@permission("studio.view")
def fragment(request: HttpRequest) -> HttpResponse:
    """Return a piece of a page, as htmx asks for it."""
    return render(request, "kit/style/fragment.html", {"now": timezone.now()})


@require_safe
@permission("studio.view")
def refused(request: HttpRequest) -> HttpResponse:
    """Refuse, so that the style page can show what a refusal looks like."""
    del request
    raise Refusal(N_("This is what a refusal looks like."), remedy=N_("Nothing is wrong; go on."))


@require_POST
@permission("studio.view")
def toast(request: HttpRequest) -> HttpResponse:
    """Say one message of each kind, then show the page again."""
    messages.success(request, _("The record is saved."))
    messages.info(request, _("The list is being made; you may go on working."))
    messages.warning(request, _("The deadline is tomorrow at 17:00."))
    messages.error(request, _("The file was not stored: the disk is full."))
    return redirect("studio-kit:style")


@require_POST
@permission("studio.view")
def upload(request: HttpRequest) -> HttpResponse:
    """Read what was sent and forget it: the style page only shows how an upload goes."""
    given = request.FILES.get("file")
    if given is None:
        raise Refusal(N_("No file came with the form."), field="file", remedy=N_("Choose a file and send it again."))
    return JsonResponse({"name": given.name, "size": given.size})


@require_safe
@permission("studio.view")
def places(request: HttpRequest) -> HttpResponse:
    """Return nine made-up communes with a value for each of three years, and one without any."""
    del request
    return JsonResponse({"type": "FeatureCollection", "features": [_square(index) for index in range(9)]})


def _square(index: int) -> dict[str, Any]:
    west, south = 105.6 + index % 3 * 0.2, 18.1 + index // 3 * 0.2
    ring = [[west, south], [west + 0.2, south], [west + 0.2, south + 0.2], [west, south + 0.2], [west, south]]
    share = {str(2024 + year): 20 + 8 * index + 5 * year for year in range(3)} if index != 4 else None
    properties = {"code": f"9000{index}", "name": f"Xã Mẫu {index + 1}", "share": share}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _tiles(now: Any) -> list[Shown]:
    def made(title: str, figure: Figure, unit: str = "") -> Shown:
        return Shown(Tile(title, "studio", title, lambda _viewer, _now: figure, unit), figure, now)

    figures = [
        Figure(1284, "plain", "", reverse("studio-kit:style")),
        Figure(97, "good", ""),
        Figure(12, "soon", _("Due within three working days")),
        Figure(3, "bad", _("Overdue since yesterday")),
        Figure(None, "unknown"),
    ]
    names = [_("Dossiers received"), _("Answered in time"), _("Due soon"), _("Overdue"), _("Water level")]
    units = [_("dossiers"), "%", _("tasks"), _("tasks"), "m"]
    return [made(name, figure, unit) for name, figure, unit in zip(names, figures, units, strict=True)]


def _happenings(now: Any) -> list[Happening]:
    return [
        Happening(now - timedelta(days=3), _("Received"), "", "Lê Thị Thử", icon="inbox", tone="info"),
        Happening(
            now - timedelta(days=2),
            _("Sent back"),
            _("A certificate is missing."),
            "",
            icon="arrow-back-up",
            tone="bad",
        ),
        Happening(now - timedelta(hours=4), _("Completed by the citizen"), icon="circle-check", tone="good"),
        Happening(now + timedelta(days=4), _("Answer is due"), icon="clock", expected=True),
    ]


def _charts() -> list[tuple[str, dict[str, Any]]]:
    months = [f"{month:02}/2026" for month in range(1, 10)]
    got = [310, 290, 342, 355, 371, 402, 398, 421, 455]
    late = [31, 24, 22, 27, 19, 15, 17, 12, 9]
    lines = {
        "kind": "line",
        "x": months,
        "unit": _("dossiers"),
        "series": [{"name": _("Received"), "values": got}, {"name": _("Late"), "values": late}],
        "target": {"value": 400, "name": _("Target")},
        "source": _("Made-up figures"),
    }
    rows = {
        "kind": "rows",
        "x": ["Thạch Hà", "Cẩm Xuyên", "Kỳ Anh", "Hương Khê"],
        "unit": "%",
        "series": [{"name": _("Answered in time"), "values": [98.2, 96.4, None, 91.0]}],
    }
    return [(_("Dossiers in each month"), lines), (_("Answered in time, by commune"), rows)]


def _rows() -> list[tuple[str, str, str, int]]:
    return [
        ("H27.15-261123-0001", "Đất đai", "overdue", 12_500_000),
        ("H27.15-261123-0002", "Hộ tịch", "in_progress", 0),
        ("H27.15-261123-0003", "Xây dựng", "done", 1_250_000),
    ]


_COLOURS = (
    "lam",
    "lam-tint",
    "now",
    "now-tint",
    "soon",
    "soon-tint",
    "done",
    "done-tint",
    "ink",
    "ink-soft",
    "line",
    "page",
    "surface",
)
