"""What this room itself tells: the platform's own occasions, and the kinds of news that every installation has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from honglam.core.notices.contracts import Cadence, Channel, Urgency
from honglam.core.notices.hooks import Category, Template

CATEGORY = (
    Category(
        "account",
        _("Your account and its safety"),
        usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.NOW},
    ),
    Category(
        "platform",
        _("The running of the platform"),
        usual={Channel.PUSH: Cadence.NOW, Channel.EMAIL: Cadence.HOURLY},
        citizens=False,
    ),
)
NEW_DEVICE = Template(
    "notices.new_device",
    category="account",
    title=_("Your account was opened on a new device"),
    body=_(
        "Somebody signed in to your account with %(browser)s from the address %(address)s. If that was you, nothing is"
        " to be done. If not, end that session and change your password now."
    ),
    short=_("Hồng Lam: your account was opened on a new device. If that was not you, sign in and end that session."),
    urgency=Urgency.URGENT,
    example={"browser": "Firefox 128, Windows", "address": "203.162.4.190"},
)
EMERGENCY = Template(
    "notices.emergency",
    category="platform",
    title=_("A role was taken in an emergency at %(agency)s"),
    body=_("%(name)s took the role “%(role)s” at %(agency)s until %(until)s. Look at what is done with it."),
    urgency=Urgency.URGENT,
    sensitive=True,
    example={"agency": "H27.skhcn", "name": "Nguyễn Văn An", "role": "admin", "until": "17:00 23/11/2026"},
)
DEAD_LETTER = Template(
    "notices.dead_letter",
    category="platform",
    title=_("An event could not be delivered"),
    body=_(
        "The event %(type)s was given up for %(subscription)s after %(attempts)d attempts. Look at it on the page of"
        " jobs: deliver it again, or drop it."
    ),
    channels=(Channel.PUSH, Channel.EMAIL),
    example={"type": "vn.honglam.cases.dossier-received", "subscription": "sms.tell", "attempts": 8},
)
WEBHOOK_DISABLED = Template(
    "notices.webhook_disabled",
    category="platform",
    title=_("The webhook %(title)s was switched off"),
    body=_(
        "Nothing was taken at %(address)s since %(since)s, so it is not called any more. When the other system works"
        " again, switch the webhook on and send what was given up."
    ),
    channels=(Channel.PUSH, Channel.EMAIL),
    example={"title": "Kho dữ liệu", "address": "https://kho.example.vn/su-kien", "since": "17:00 20/11/2026"},
)
CODE = Template(
    "identity.code",
    category="account",
    title=_("Your code for Hồng Lam"),
    body=_("%(code)s is your code. It holds for %(minutes)s minutes. Nobody of ours will ever ask you for it."),
    short=_("%(code)s is your code for Hong Lam. It holds for %(minutes)s minutes. Tell it to nobody."),
    channels=(Channel.EMAIL, Channel.SMS),
    urgency=Urgency.CODE,
    example={"code": "482913", "minutes": "5"},
)
OWN = (NEW_DEVICE, EMERGENCY, DEAD_LETTER, WEBHOOK_DISABLED, CODE)
