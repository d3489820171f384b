"""A mobile network over SMPP 3.4: one bound connection per worker process, kept until the process ends.

Several threads hand messages over at once. A window limits how many submissions are unanswered, a pace how many leave
in a second; a network that says "throttled" or "queue full" is given time. When the connection breaks, what was
unanswered is tried again later, and binding is tried less and less often until it works.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

import structlog
from smpplib import consts

from honglam.core.notices import sms
from honglam.core.notices.channels.session import Away, Session
from honglam.core.notices.contracts import Outcome, Receipt, State
from honglam.core.notices.hooks import Sms

log = structlog.get_logger("honglam.sms")

ANSWER_SECONDS = 15.0
_LONGEST_PAUSE = 60.0
_ROUNDS = 6  # how often a throttled part is offered again before the message is put off
_BUSY = {consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL}
# Faults that may pass: system error, no answer from the network, temporary application error.
_PASSING = {consts.SMPP_ESME_RSYSERR, consts.SMPP_ESME_RX_T_APPN, consts.SMPP_ESME_RSUBMITFAIL}
_NUMBERS = ((5, 0), (3, 0), (1, 1))  # (type of number, plan): a name, a short code, an international number


@dataclass(frozen=True, slots=True)
class Options:
    """What HONGLAM_SMS_URL says.

    Attributes:
        host: of the gateway.
        port: of the gateway; 2775 when not given, 3550 with TLS.
        user: system id.
        password: its password.
        source: the name, short code or number from which messages come.
        system_type: as the operator demands; mostly empty.
        tls: whether the connection is encrypted.
        window: how many submissions may be unanswered.
        pace: how many leave in a second; 0 means as many as the window allows.
        enquire: seconds of silence after which the gateway is asked whether it is there.
    """

    host: str
    port: int
    user: str
    password: str
    source: str
    system_type: str
    tls: bool
    window: int
    pace: float
    enquire: float

    @classmethod
    def of(cls, url: SplitResult) -> Options:
        """Read the address: `smpp://user:password@host:2775?source=HONGLAM&window=20&pace=50`."""
        given = {key: values[-1] for key, values in parse_qs(url.query).items()}
        tls = url.scheme == "smpps"
        return cls(
            host=url.hostname or "localhost",
            port=url.port or (3550 if tls else 2775),
            user=unquote(url.username or ""),
            password=unquote(url.password or ""),
            source=given.get("source", ""),
            system_type=given.get("system_type", ""),
            tls=tls,
            window=int(given.get("window", 20)),
            pace=float(given.get("pace", 0)),
            enquire=float(given.get("enquire", 30)),
        )


class SmppLine:
    """The line to one gateway. Threads share it."""

    def __init__(self, url: SplitResult, receive: Callable[[tuple[Receipt, ...]], None]) -> None:
        self.options = Options.of(url)
        self._receive = receive
        self._session: Session | None = None
        self._opening = threading.Lock()
        self._pacing = threading.Lock()
        self._next_at = 0.0
        self._down_until = 0.0
        self._pause = 0.5
        self._references = itertools.count(1)

    def send(self, messages: tuple[Sms, ...]) -> tuple[Outcome, ...]:
        """Submit the messages, all of them before the first answer is waited for."""
        try:
            session = self._ready()
        except OSError as error:
            return tuple(_put_off(str(error)) for _ in messages)
        begun = [(message, *self._submit(session, message)) for message in messages]
        return tuple(self._outcome(session, parts, answers) for _, parts, answers in begun)

    def keep(self) -> None:
        """Bind when not bound; receipts come on this connection also when nothing is sent."""
        self._ready()

    def close(self) -> None:
        """Unbind."""
        with self._opening:
            if self._session is not None:
                self._session.close()
                self._session = None

    def _ready(self) -> Session:
        with self._opening:
            if self._session is not None and self._session.alive:
                return self._session
            if time.monotonic() < self._down_until:
                raise Away("the SMS gateway is away; binding is tried again soon")
            try:
                self._session = Session(self.options, self._receive)
            except OSError as error:
                self._down_until = time.monotonic() + self._pause
                self._pause = min(self._pause * 2, _LONGEST_PAUSE)
                log.warning("sms gateway away", fault=str(error), again_in=self._pause)
                raise
            self._pause = 0.5
            log.info("sms gateway bound", host=self.options.host, window=self.options.window)
            return self._session

    def _submit(self, session: Session, message: Sms) -> tuple[list[dict[str, Any]], list[Future[Any]]]:
        parts = self._parts(message)
        return parts, [self._offer(session, part) for part in parts]

    def _offer(self, session: Session, part: dict[str, Any]) -> Future[Any]:
        if self.options.pace:
            with self._pacing:
                now = time.monotonic()
                self._next_at = max(self._next_at, now) + 1 / self.options.pace
                wait = self._next_at - now
            time.sleep(max(0.0, wait))
        return session.submit(part)

    def _parts(self, message: Sms) -> list[dict[str, Any]]:
        """Return the submissions of a message; several carry a header that lets the phone join them."""
        cut = sms.cut(message.text)
        kind, plan = _NUMBERS[2 if self.options.source.startswith("+") else 1 if self.options.source.isdigit() else 0]
        common = {
            "source_addr_ton": kind,
            "source_addr_npi": plan,
            "source_addr": self.options.source.lstrip("+"),
            "dest_addr_ton": consts.SMPP_TON_INTL,
            "dest_addr_npi": consts.SMPP_NPI_ISDN,
            "destination_addr": message.to.lstrip("+"),
            "data_coding": 0 if cut.encoding == sms.GSM else consts.SMPP_ENCODING_ISO10646,
            "registered_delivery": True,
        }
        if cut.segments == 1:
            return [common | {"esm_class": consts.SMPP_MSGMODE_DEFAULT, "short_message": cut.parts[0]}]
        reference = next(self._references) % 256
        head = bytes([5, 0, 3, reference, cut.segments])
        return [
            common | {"esm_class": consts.SMPP_GSMFEAT_UDHI, "short_message": head + bytes([number]) + part}
            for number, part in enumerate(cut.parts, start=1)
        ]

    def _outcome(self, session: Session, parts: list[dict[str, Any]], answers: list[Future[Any]]) -> Outcome:
        ids = []
        for part, answer in zip(parts, answers, strict=True):
            try:
                status, gateway_id = self._answered(session, part, answer)
            except (Away, Late) as error:
                return _put_off(str(error) or "the SMS gateway did not answer in time")
            if status in _BUSY:
                return _put_off("the SMS gateway is busy")
            if status:
                reason = f"{consts.DESCRIPTIONS.get(status, 'refused by the gateway')} (0x{status:08x})"
                return Outcome(State.WAITING if status in _PASSING else State.FAILED, reason)
            ids.append(gateway_id)
        return Outcome(State.SENT, ids=tuple(ids), segments=len(parts))

    def _answered(self, session: Session, part: dict[str, Any], answer: Future[Any]) -> tuple[int, str]:
        """Return the gateway's answer; a part that it was too busy for is offered again, later each time."""
        for turn in range(_ROUNDS):
            status, gateway_id = answer.result(ANSWER_SECONDS)
            if status not in _BUSY or turn == _ROUNDS - 1:
                break
            time.sleep(0.1 * 2**turn)
            answer = self._offer(session, part)
        return status, gateway_id


def _put_off(reason: str) -> Outcome:
    return Outcome(State.WAITING, reason, blame=False)
