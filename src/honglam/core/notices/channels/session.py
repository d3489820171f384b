"""One bound SMPP connection: a thread that reads, a thread that takes receipts, and whoever submits.

smpplib builds and parses the PDUs; its own reading loop stops at each answer, so the window and the matching of answers
to submissions are ours.
"""

from __future__ import annotations

import logging
import queue
import re
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone
from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from honglam.core.notices.contracts import Receipt, State

if TYPE_CHECKING:
    from honglam.core.notices.channels.smpp import Options

log = structlog.get_logger("honglam.sms")
# smpplib writes each PDU into its log of details: passwords, codes, phone numbers. Never, whatever the level.
_SILENT = "honglam.smpp"
logging.getLogger(_SILENT).setLevel(logging.ERROR)

CONNECT_SECONDS = 10.0
RECEIPTS_AT_ONCE = 200
_CLOSED = "closed"
_RECEIPT = 0x04  # in esm_class: this deliver_sm is a receipt
_FAULTS = (OSError, exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError, ValueError)
_ID, _STAT, _ERR = (re.compile(rf"\b{word}:\s*(\S+)", re.IGNORECASE) for word in ("id", "stat", "err"))
_FINAL = {"DELIVRD": State.DELIVERED, "ACCEPTD": State.SENT, "ENROUTE": State.SENT, "UNKNOWN": State.SENT}
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}


class Away(OSError):  # noqa: N818  (a state of the world, and what is said of it)
    """The gateway cannot be reached just now."""


class _Client(Client):  # type: ignore[misc]  # smpplib has no types
    def __del__(self) -> None:
        """Nothing: a line that breaks is closed by its session."""


class Session:
    """A bound connection.

    Raises:
        OSError: it cannot be made, or the gateway does not let us in.
    """

    def __init__(self, options: Options, receive: Callable[[tuple[Receipt, ...]], None]) -> None:
        self.alive = True
        self._enquire, self._receive = options.enquire, receive
        self._writing = threading.Lock()
        self._window = threading.BoundedSemaphore(options.window)
        self._waiting: dict[int, Future[tuple[int, str]]] = {}
        self._receipts: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._heard_at = time.monotonic()
        self._asked = False
        self._client = _bound(options)
        self._reader = threading.Thread(target=self._read, name="smpp reader", daemon=True)
        self._taker = threading.Thread(target=self._take, name="smpp receipts", daemon=True)
        self._reader.start()
        self._taker.start()

    def submit(self, part: dict[str, Any]) -> Future[tuple[int, str]]:
        """Send a submit_sm when the window has room; the future gives the gateway's status and number."""
        answer: Future[tuple[int, str]] = Future()
        while not self._window.acquire(timeout=1.0):
            if not self.alive:
                answer.set_exception(Away("the connection to the SMS gateway broke"))
                return answer
        entered = False  # from then on whoever takes the answer out of the waiting ones gives it
        try:
            with self._writing:
                if not self.alive:
                    raise Away("the connection to the SMS gateway broke")
                pdu = smpp.make_pdu("submit_sm", client=self._client, **part)
                self._waiting[pdu.sequence], entered = answer, True
                self._client.send_pdu(pdu)
        except _FAULTS as error:
            self._break(str(error) or type(error).__name__)
            if not entered:
                self._window.release()
                answer.set_exception(Away("the connection to the SMS gateway broke"))
        return answer

    def close(self) -> None:
        """Say goodbye and end the threads."""
        if self.alive:
            try:
                self._write("unbind")
                self._reader.join(2.0)  # it ends when the gateway has answered
            except _FAULTS:
                pass
        self._break(_CLOSED)
        for thread in (self._reader, self._taker):
            if thread is not threading.current_thread():
                thread.join(5.0)

    # The reader

    def _read(self) -> None:
        try:
            while self.alive:
                if self._readable():
                    self._handle(self._client.read_pdu())
                    self._heard_at, self._asked = time.monotonic(), False
                else:
                    self._look()
        except _FAULTS as error:
            self._break(str(error) or type(error).__name__)

    def _readable(self) -> bool:
        line = self._client._socket  # noqa: SLF001  (smpplib offers no other way to wait for it)
        if line is None:
            raise Away(_CLOSED)
        if isinstance(line, ssl.SSLSocket) and line.pending():
            return True
        return bool(select.select([line], [], [], 0.2)[0])

    def _look(self) -> None:
        """Ask whether the gateway is there when it has been silent; one that does not answer is gone."""
        silent = time.monotonic() - self._heard_at
        if silent > 2 * self._enquire:
            raise Away("the SMS gateway is silent")
        if silent > self._enquire and not self._asked:
            self._asked = True
            self._write("enquire_link")

    def _handle(self, pdu: Any) -> None:
        if pdu.command in {"submit_sm_resp", "generic_nack"}:
            self._answered(pdu)
        elif pdu.command == "deliver_sm":
            self._receipts.put(pdu)
        elif pdu.command in {"enquire_link", "unbind"}:
            self._write(f"{pdu.command}_resp", sequence=pdu.sequence)
            if pdu.command == "unbind":
                raise Away("the SMS gateway said goodbye")
        elif pdu.command == "unbind_resp":
            raise Away(_CLOSED)

    def _answered(self, pdu: Any) -> None:
        answer = self._waiting.pop(pdu.sequence, None)
        if answer is not None:
            self._window.release()
            answer.set_result((int(pdu.status), _text(getattr(pdu, "message_id", None))))

    # The receipts

    def _take(self) -> None:
        """Store receipts in batches and only then acknowledge them, so that none is lost."""
        while True:
            batch = [self._receipts.get()]
            while len(batch) < RECEIPTS_AT_ONCE and not self._receipts.empty():
                batch.append(self._receipts.get())
            pdus = [pdu for pdu in batch if pdu is not None]
            if pdus:
                self._store(pdus)
            if len(pdus) < len(batch):
                return

    def _store(self, pdus: list[Any]) -> None:
        status = consts.SMPP_ESME_ROK
        receipts = tuple(found for pdu in pdus if (found := receipt(pdu, timezone.now())) is not None)
        try:
            if receipts:
                self._receive(receipts)
        except Exception:
            log.exception("receipts could not be stored; the gateway is asked to send them again")
            status = consts.SMPP_ESME_RX_T_APPN
        try:
            for pdu in pdus:
                self._write("deliver_sm_resp", sequence=pdu.sequence, status=status)
        except _FAULTS as error:
            self._break(str(error) or type(error).__name__)

    def _write(self, command: str, *, sequence: int | None = None, status: int = consts.SMPP_ESME_ROK) -> None:
        with self._writing:
            pdu = smpp.make_pdu(command, client=self._client, status=status)
            if sequence is not None:
                pdu.sequence = sequence
            self._client.send_pdu(pdu)

    def _break(self, reason: str) -> None:
        """End the connection; whoever waits for an answer is told that none comes."""
        with self._writing:
            was, self.alive = self.alive, False
            waiting, self._waiting = self._waiting, {}
        if was:
            if reason != _CLOSED:
                log.warning("sms gateway lost", reason=reason, unanswered=len(waiting))
            self._client.state = consts.SMPP_CLIENT_STATE_OPEN  # or smpplib complains of the way in which we leave
            self._client.disconnect()
            self._receipts.put(None)
        for answer in waiting.values():
            self._window.release()
            answer.set_exception(Away("the connection to the SMS gateway broke"))


def receipt(pdu: Any, now: datetime) -> Receipt | None:
    """Return what a deliver_sm says of an earlier message; None when it is not a receipt.

    The number and state come from the optional parameters, or from the customary text of SMPP 3.4, appendix B.
    """
    if not int(pdu.esm_class or 0) & _RECEIPT:
        return None
    text = _text(pdu.short_message)
    found, state, error = (pattern.search(text) for pattern in (_ID, _STAT, _ERR))
    number = _text(getattr(pdu, "receipted_message_id", None)) or (found[1] if found else "")
    word = _STATES.get(getattr(pdu, "message_state", None) or 0, "") or (state[1].upper() if state else "")
    if not number:
        return None
    reason = f"{word} {error[1]}" if error and error[1].strip("0") else word
    return Receipt(number, _FINAL.get(word, State.FAILED), reason, now)


def _bound(options: Options) -> Any:
    context = ssl.create_default_context() if options.tls else None
    client = _Client(
        options.host, options.port, timeout=CONNECT_SECONDS, logger_name=_SILENT, allow_unknown_opt_params=True
    )
    try:
        line = socket.create_connection((options.host, options.port), CONNECT_SECONDS)
        client._socket = context.wrap_socket(line, server_hostname=options.host) if context else line  # noqa: SLF001
        client.state = consts.SMPP_CLIENT_STATE_OPEN
        client.bind_transceiver(
            system_id=options.user,
            password=options.password,
            system_type=options.system_type,
            interface_version=0x34,
        )
    except (exceptions.ConnectionError, exceptions.PDUError, OSError) as error:
        if client._socket is not None:  # noqa: SLF001
            client.disconnect()
        raise Away(f"cannot bind to the SMS gateway: {error or type(error).__name__}") from error
    return client


def _text(value: Any) -> str:
    return value.decode("latin-1").rstrip("\x00") if isinstance(value, bytes) else str(value or "")
