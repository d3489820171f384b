"""Every door says who may pass.

A view carries exactly one of these marks; a test enumerates all routes and fails on a bare one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Signature, iscoroutinefunction, signature
from typing import Any, Literal, TypeVar, cast

from django.http import HttpRequest
from ninja.operation import Operation
from ninja.utils import check_csrf, contribute_operation_callback

from honglam.base import trace
from honglam.base.access import ANONYMOUS, Viewer
from honglam.base.errors import Forbidden, ForeignOrigin, ProofNeeded, SignInNeeded

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a door asks for: a permission, a signed-in viewer, or nothing for the reason given."""

    permission: str = ""
    public: str = ""

    def check(self, viewer: Viewer) -> None:
        """Let the viewer pass or raise.

        Raises:
            SignInNeeded: nobody is signed in.
            Forbidden: the viewer does not have the permission.
        """
        if self.public:
            return
        if not viewer.known:
            raise SignInNeeded
        if self.permission:
            require(viewer, self.permission)


def require(viewer: Viewer, permission: str, agency: str | None = None, holder: str | None = None) -> None:
    """Let the viewer do this to what belongs to `agency` and is held by `holder`, or raise.

    When only a delegated right lets them, the trace says from now on for whom they act, and so does the ledger.

    Raises:
        Forbidden: they may not.
    """
    if not viewer.may(permission, agency, holder):
        raise Forbidden(permission)
    behalf = viewer.behalf(permission, agency, holder)
    if behalf != trace.current().behalf:
        trace.amend(behalf=behalf)


def permission(name: str) -> Callable[[View], View]:
    """Mark a view: only viewers with the permission `name` (`room.verb`) pass."""
    return _mark(Access(permission=name))


def public(reason: str) -> Callable[[View], View]:
    """Mark a view: everybody passes, because of `reason`."""
    if not reason:
        raise ValueError("a public door says why it is public")
    return _mark(Access(public=reason))


def signed_in(view: View) -> View:
    """Mark a view: whoever is signed in passes."""
    return _mark(Access())(view)


def recently_proved(request: HttpRequest) -> bool:
    """Tell whether who is signed in has shown who they are within the last minutes; identity's middleware knows."""
    ask = getattr(request, "proved", None)
    return bool(ask and ask())


def step_up(view: View) -> View:
    """Let a view that signs, pays or publishes pass only after a fresh proof; it stands under the mark of access.

    What was sent is kept over the proof and done afterwards, except for files: a form with files is sent again.
    """

    @wraps(view)
    def proven(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not recently_proved(request):
            raise ProofNeeded
        return view(request, *args, **kwargs)

    return cast("View", proven)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the viewer that identity's middleware has put on the request."""
    return cast("Viewer", getattr(request, "viewer", ANONYMOUS))


def _mark(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                access.check(viewer_of(request))
                return await view(request, *args, **kwargs)

            guarded: Any = guarded_async
        else:

            @wraps(view)
            def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                access.check(viewer_of(request))
                return view(request, *args, **kwargs)

            guarded = guarded_sync
        guarded.access = access
        guarded.__signature__ = _signature(view)
        contribute_operation_callback(guarded, lambda operation: _admit_first(operation, access))
        return cast("View", guarded)

    return decorate


def _admit_first(operation: Operation, access: Access) -> None:
    """Let an operation of the REST API ask who may pass before it reads what was sent.

    Its views are exempt from Django's own look at the origin, so that is taken here: whoever comes with the cookie of a
    session must prove that a page of ours sent them.
    """

    def admitted(request: HttpRequest) -> Literal[True]:
        viewer = viewer_of(request)
        access.check(viewer)
        if viewer.known and check_csrf(request) is not None:
            raise ForeignOrigin
        return True

    operation.auth_callbacks = [admitted]


def _signature(view: Callable[..., Any]) -> Signature:
    """Resolve the view's annotations in its own module; ninja would look for their names in this one."""
    try:
        return signature(view, eval_str=True)
    except NameError:  # a name that only type checkers see
        return signature(view)
