"""Sessions at other systems: begun with a code, bound to tokens, ended when the session here ends, and told so."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from jwcrypto.jwt import JWT
from oauth2_provider.models import clear_expired, get_refresh_token_model

from honglam.core.audit import api as audit
from honglam.core.identity.contracts.clients import ClientSession as Shown
from honglam.core.identity.contracts.clients import SignedIn
from honglam.core.identity.models import Account, Client, ClientSession
from honglam.core.identity.models.clients import token_keys
from honglam.core.jobs import api as jobs

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SECONDS = 120  # how long a logout token may be believed (OpenID Connect Back-Channel Logout 1.0, section 2.4)
TELL = "identity.tell_logout"


def digest(text: str) -> str:
    """Return what is kept instead of a code, a token or the key of a session."""
    return hashlib.sha256(text.encode()).hexdigest()


def thing(client: Client) -> str:
    """Return how the ledger calls a client."""
    return f"client:{client.pk}"


def begin(*, account: Account, client: Client, code: str, signed_in: SignedIn, issuer: str) -> None:
    """Remember a code that was handed out, and how the person had signed in."""
    ClientSession.objects.create(
        account=account,
        client=client,
        code=digest(code),
        session=digest(signed_in.session),
        issuer=issuer,
        acr=signed_in.acr,
        amr=list(signed_in.amr),
        auth_at=signed_in.at,
    )


def exchanged(*, code: str, client: Client) -> ClientSession | None:
    """Return the open session that a code began, locked; None when it is unknown, ended or was exchanged before."""
    found = ClientSession.objects.select_for_update().filter(code=digest(code), client=client).first()
    return found if found and found.family is None and found.ended_at is None else None


def of_family(*, family: uuid.UUID | None) -> ClientSession | None:
    """Return the open session to which a family of refresh tokens belongs."""
    return ClientSession.objects.filter(family=family, ended_at=None).first() if family else None


def issued(*, client: Client, session: ClientSession | None, scope: str, grant: str, now: datetime) -> None:
    """Note that tokens were issued; in the transaction that keeps them."""
    Client.objects.filter(pk=client.pk).update(used_at=now)
    if session is not None:
        session.used_at = now
        session.save(update_fields=["family", "used_at"])
    person = str(session.account_id) if session else ""
    after = {"scope": scope, "grant": grant}
    audit.record(
        verb="identity.token.issued", thing=thing(client), agency=client.agency.path, after=after, person=person
    )


def replayed(*, code: str, client: Client, now: datetime) -> None:
    """Take back what a code gave when it comes a second time: either the first or this one was a thief's."""
    for session in ClientSession.objects.filter(code=digest(code), client=client).exclude(family=None):
        _taken_back(session, "identity.code.replayed", now)


def refreshed_twice(*, token: str, client: Client, now: datetime) -> None:
    """Take back a family of which a used refresh token comes again."""
    rows = get_refresh_token_model().objects.filter(token_checksum=digest(token), application=client)
    families = rows.exclude(revoked=None).values_list("token_family", flat=True)
    for session in ClientSession.objects.filter(client=client, family__in=list(families)):
        _taken_back(session, "identity.token.replayed", now)


def revoked(*, client: Client, token: str, now: datetime) -> None:
    """Note that a client gave a token back; its session is over, and it need not be told."""
    rows = get_refresh_token_model().objects.filter(token_checksum=digest(token), application=client)
    families = list(rows.values_list("token_family", flat=True))
    end(ClientSession.objects.filter(client=client, family__in=families), now=now, tell=False)
    audit.record(verb="identity.token.revoked", thing=thing(client), agency=client.agency.path, after={})


def end_of_session(*, key: str, now: datetime) -> None:
    """End what grew out of a session here that is over."""
    end(ClientSession.objects.filter(session=digest(key)), now=now)


def end_of_account(*, account_id: int, now: datetime) -> None:
    """End every session of an account that was closed."""
    end(ClientSession.objects.filter(account_id=account_id), now=now)


@transaction.atomic(savepoint=False)  # a session that ends here and not at the clients would be worse than none
def end(sessions: QuerySet[ClientSession], *, now: datetime, tell: bool = True) -> int:
    """End open sessions: their tokens are worth nothing from now on, and each client that asked is told by a job."""
    rows = sessions.filter(ended_at=None).select_related("client__agency").select_for_update(of=("self",))
    ended = list(rows)
    for session in ended:
        session.ended_at = now
        session.save(update_fields=["ended_at"])
        get_refresh_token_model().revoke_family(session.family)
        audit.record(
            verb="identity.client_session.ended",
            thing=thing(session.client),
            agency=session.client.agency.path,
            after={"sid": str(session.sid)},
            person=str(session.account_id),
        )
        # A code that was never exchanged began no session that the client knows of.
        if tell and session.family and session.client.enabled and session.client.backchannel_logout_uri:
            jobs.enqueue(name=TELL, arguments={"session": session.pk}, key=f"logout:{session.pk}")
    return len(ended)


def logout_notice(*, session_id: int, now: datetime) -> tuple[str, str] | None:
    """Return the address of a client and the signed token that tells it of a logout; None when it needs no telling."""
    found = ClientSession.objects.select_related("client", "account").filter(pk=session_id, told_at=None).first()
    if found is None or found.ended_at is None or not found.client.backchannel_logout_uri:
        return None
    issued_at = int(now.timestamp())
    claims = {
        "iss": found.issuer,
        "aud": found.client.client_id,
        "sub": str(found.account.uid),
        "sid": str(found.sid),
        "iat": issued_at,
        "exp": issued_at + LOGOUT_SECONDS,
        "jti": str(uuid.uuid4()),
        "events": {LOGOUT_EVENT: {}},
    }
    return found.client.backchannel_logout_uri, _signed(claims, "logout+jwt")


def logout_told(*, session_id: int, now: datetime) -> None:
    """Note that the client confirmed."""
    ClientSession.objects.filter(pk=session_id).update(told_at=now)


def open_sessions(*, client_id: int, limit: int = 50) -> Sequence[Shown]:
    """Return who is signed in at a client, the latest first."""
    rows = ClientSession.objects.filter(client_id=client_id, ended_at=None).exclude(family=None)
    newest = rows.select_related("account").order_by("-began_at")[:limit]
    return tuple(Shown(s.account.full_name, s.began_at, s.used_at, tuple(s.amr)) for s in newest)


def forget(*, before: datetime) -> int:
    """Delete expired tokens, and sessions that ended long ago; return how many sessions."""
    clear_expired()
    ClientSession.objects.filter(family=None, began_at__lt=before).delete()
    return ClientSession.objects.filter(ended_at__lt=before).delete()[0]


def public_keys() -> list[dict[str, str]]:
    """Return the public halves of all keys of tokens as JSON Web Keys, the one that signs first."""
    return [
        {"alg": "RS256", "use": "sig", "kid": key.thumbprint(), **json.loads(key.export_public())}
        for key in token_keys()
    ]


def _taken_back(session: ClientSession, verb: str, now: datetime) -> None:
    after = {"sid": str(session.sid)}
    with transaction.atomic():
        end(ClientSession.objects.filter(pk=session.pk), now=now)
        get_refresh_token_model().revoke_family(session.family)
        client = session.client
        audit.record(
            verb=verb, thing=thing(client), agency=client.agency.path, after=after, person=str(session.account_id)
        )


def _signed(claims: dict[str, object], kind: str) -> str:
    key = token_keys()[0]
    token = JWT(header={"typ": kind, "alg": "RS256", "kid": key.thumbprint()}, claims=claims)
    token.make_signed_token(key)
    return str(token.serialize())
