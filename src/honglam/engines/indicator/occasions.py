"""What people are told of figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel
from honglam.core.notices.hooks import Category, Template

CATEGORY = Category(
    "figures",
    _("Figures of indicators"),
    usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.HOURLY},
    citizens=False,
)
_EXAMPLE = {"name": "Trần Thị Lan", "titles": "Tỷ lệ hồ sơ trực tuyến (2026-11)"}
TEMPLATES = (
    Template(
        "indicator.submitted",
        category="figures",
        title=_("%(name)s has submitted figures: %(count)d"),
        body=_("They wait to be verified: %(titles)s"),
        example={**_EXAMPLE, "count": 1},
    ),
    Template(
        "indicator.verified",
        category="figures",
        title=_("%(name)s has verified figures: %(count)d"),
        body=_("They wait to be published: %(titles)s"),
        example={**_EXAMPLE, "count": 1},
    ),
    Template(
        "indicator.returned",
        category="figures",
        title=_("%(name)s has given your figures back"),
        body=_("%(titles)s. Why: %(reason)s"),
        example={**_EXAMPLE, "reason": "Sai đơn vị tính"},
    ),
)
