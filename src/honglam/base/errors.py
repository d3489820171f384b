"""Errors that a person can cause and should understand.

A message is an English msgid marked with `N_`; the kit translates it at the edge and shows it as a page, beside a
field, or as problem JSON (RFC 9457). Anything else that escapes is a fault of ours and becomes a 500 with an id that
the log knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from honglam.base.words import N_


class Refusal(Exception):  # noqa: N818  (it is an answer, not a fault)
    """The request was understood and is not accepted as it stands.

    Args:
        message: msgid of one sentence that says what is wrong; may hold `%(name)s` for `params`.
        field: name of the input that is wrong, if one is.
        remedy: msgid of one sentence that says what to do next.
        params: values for the placeholders of both sentences.
        code: stable word for machines; the class gives the usual one.
    """

    status: ClassVar[int] = 422
    code: str = "refused"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        remedy: str | None = None,
        params: Mapping[str, object] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy
        self.params: Mapping[str, object] = params or {}
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Missing(Refusal):
    """There is no such thing, or the viewer may not know that there is."""

    status = 404
    code = "missing"


class Forbidden(Refusal):
    """The viewer has no right to do this. `permission` names the right, so that the page can say who grants it."""

    status = 403
    code = "forbidden"

    def __init__(self, permission: str = "") -> None:
        super().__init__(
            N_("You do not have the right to do this."),
            remedy=N_("Ask the administrator of your agency for it."),
        )
        self.permission = permission


class SignInNeeded(Refusal):
    """Nobody is signed in and the door needs somebody."""

    status = 401
    code = "sign-in-needed"

    def __init__(self) -> None:
        super().__init__(N_("Sign in to continue."))


class ProofNeeded(Refusal):
    """Who is signed in must show again who they are: something is to be signed, paid or made public."""

    status = 403
    code = "proof-needed"

    def __init__(self) -> None:
        super().__init__(
            N_("This needs a fresh proof that it is you."),
            remedy=N_("Prove it with your passkey, your code or your password, and go on where you were."),
        )


class ForeignOrigin(Refusal):
    """A changing request came with the cookie of a session and without the proof that our own page sent it."""

    status = 403
    code = "csrf"

    def __init__(self) -> None:
        super().__init__(
            N_("The form had been open for too long, or the browser does not send cookies. Nothing was stored."),
            remedy=N_("Go back, load the page again and send it once more."),
        )


class Conflict(Refusal):
    """Somebody else was first: the record changed since it was read."""

    status = 409
    code = "conflict"


class Invalid(Refusal):
    """Several inputs are wrong at once; `refusals` holds one refusal for each, with its field."""

    code = "invalid"

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        super().__init__(
            N_("Some of the inputs cannot be accepted."), remedy=N_("Correct each of them and send again.")
        )
        self.refusals = tuple(refusals)
