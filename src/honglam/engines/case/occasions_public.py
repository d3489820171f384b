"""What those who follow published cases are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel
from honglam.core.notices.hooks import Category, Template

CATEGORY = Category("area", _("Published cases in areas that you follow"), usual={Channel.EMAIL: Cadence.NOW})
TEMPLATES = (
    Template(
        "case.watch.confirm",
        category="area",
        title=_("Do you want to hear of newly published cases?"),
        body=_(
            "Somebody gave this address to hear of newly published cases. If that was you, open this page and say yes:"
            " %(link)s\nIf not, do nothing: within %(days)d days it is forgotten, and nothing more is sent."
        ),
        channels=(Channel.EMAIL,),
        example={"link": "https://example.vn/case/public/watch/confirm/abc/", "days": 7},
    ),
    Template(
        "case.watch.news",
        category="area",
        title=_("%(count)d newly published in the area that you follow"),
        body=_("%(lines)s\n\nTo hear no more of this area: %(end)s"),
        channels=(Channel.EMAIL, Channel.PUSH),
        leave="end",
        example={
            "count": 1,
            "lines": "- Ổ gà (Phường Thành Sen): https://example.vn/case/public/k3m9t2xq7w/",
            "end": "https://example.vn/case/public/watch/end/abc/",
        },
    ),
)
