"""The scores of all registers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from honglam.base.money import format_number
from honglam.engines.register.api import definitions, quality
from honglam.engines.register.contracts.quality import DIMENSION_WORDS, Dimension, Score
from honglam.kit.access import permission
from honglam.packs.data_quality import api


@require_safe
@permission("data_quality.view")
def home(request: HttpRequest) -> HttpResponse:
    """Show the score of each register, the lowest first, and what is being mended."""
    scores, work = quality.scores_of_all(now=timezone.now()), api.open_by_register()
    lines: list[dict[str, Any]] = [
        {
            "register": register,
            "score": scores[register.id],
            "total": _points(scores[register.id].total),
            "points": [(_(DIMENSION_WORDS[d]), _points(scores[register.id].points.get(d))) for d in Dimension],
            "work": work.get(register.id, (0, 0)),
        }
        for register in definitions.listed()
        if register.id in scores
    ]
    lines.sort(key=lambda line: (_order(line["score"]), line["register"].title))
    heads = [_(DIMENSION_WORDS[dimension]) for dimension in Dimension]
    return render(request, "data_quality/home.html", {"lines": lines, "heads": heads})


def _points(value: float | None) -> str:
    return "–" if value is None else format_number(Decimal(str(value)), decimals=1)


def _order(score: Score) -> float:
    return 101.0 if score.total is None else score.total
