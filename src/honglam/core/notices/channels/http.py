"""A mobile network behind an HTTPS service that takes JSON, for operators without SMPP.

    POST <HONGLAM_SMS_URL without user>      Authorization: Bearer <password>
    {"from": "HATINH", "messages": [{"id": "17", "to": "+84912345678", "text": "…"}]}
    → {"messages": [{"id": "17", "state": "sent", "gateway_id": "abc", "segments": 1, "reason": ""}]}

`state` is `sent`, `failed` or `later`. Operators whose service speaks otherwise need a few lines of translation in a
pack that registers its own `Gateway`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, unquote, urlunsplit

from honglam.core.notices import sms
from honglam.core.notices.contracts import Outcome, Receipt, State
from honglam.core.notices.hooks import Sms
from honglam.kit import calls

_STATES = {"sent": State.SENT, "failed": State.FAILED, "later": State.WAITING}


class HttpLine:
    """The service at one address."""

    def __init__(self, url: SplitResult, receive: Callable[[tuple[Receipt, ...]], None]) -> None:
        del receive  # such services report by a call of their own; see the how-to
        self._address = urlunsplit((url.scheme, url.netloc.rpartition("@")[2], url.path, "", ""))
        self._token = unquote(url.password or "")
        self._source = parse_qs(url.query).get("source", [""])[-1]

    def send(self, messages: tuple[Sms, ...]) -> tuple[Outcome, ...]:
        """Hand all messages over in one call."""
        said = [{"id": each.key, "to": each.to, "text": each.text} for each in messages]
        body = json.dumps({"from": self._source, "messages": said}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        try:
            status, answer = calls.post(self._address, body, headers, inside=True)
            found = {each["id"]: each for each in json.loads(answer)["messages"]} if status == 200 else {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            return tuple(Outcome(State.WAITING, f"the SMS service: {error}", blame=False) for _ in messages)
        if status != 200:
            away = Outcome(State.WAITING, f"the SMS service answered {status}", blame=False)
            return tuple(away for _ in messages)
        return tuple(_outcome(each, found.get(each.key, {})) for each in messages)

    def keep(self) -> None:
        """Nothing is held open."""

    def close(self) -> None:
        """Nothing is held open."""


def _outcome(message: Sms, answer: dict[str, str]) -> Outcome:
    state = _STATES.get(answer.get("state", ""), State.WAITING)
    ids = (str(answer["gateway_id"]),) if answer.get("gateway_id") else ()
    return Outcome(state, answer.get("reason", ""), ids, sms.cut(message.text).segments if state is State.SENT else 0)
