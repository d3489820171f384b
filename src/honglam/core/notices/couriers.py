"""How identity sends its codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.utils import timezone

from honglam.core.identity.hooks import Courier
from honglam.core.notices import api
from honglam.core.notices.contracts import Channel


def _carry(channel: Channel, address: str, template: str, values: Mapping[str, str], language: str) -> None:
    api.send_code(
        channel=channel, address=address, template=template, values=values, language=language, now=timezone.now()
    )


EMAIL = Courier("email", partial(api.ready, channel=Channel.EMAIL), partial(_carry, Channel.EMAIL))
SMS = Courier("sms", partial(api.ready, channel=Channel.SMS), partial(_carry, Channel.SMS))
