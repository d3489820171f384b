"""Later work of identity."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.words import N_
from honglam.core.identity import api, backchannel
from honglam.core.identity.api.agencies import follow_moves as follow
from honglam.core.jobs import api as jobs_api
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job

_KEPT = timedelta(days=90)


@job(
    name="identity.tell_logout",
    title=_("Tell another system that somebody has signed out"),
    retry=Retry(attempts=8, first=timedelta(seconds=5), factor=4, most=timedelta(hours=6)),
)
def tell_logout(*, session: int) -> Said:
    """Send a logout token (OpenID Connect Back-Channel Logout 1.0), made anew each time: it lives two minutes."""
    notice = api.logout_notice(session_id=session, now=timezone.now())
    if notice is None:
        return Said(N_("There was nothing to tell."))
    address, token = notice
    backchannel.post(address, {"logout_token": token})
    api.logout_told(session_id=session, now=timezone.now())
    return Said(N_("The other system has taken it."))


@job(name="identity.forget_tokens", title=_("Remove expired tokens"), every="41 3 * * *", serial=True)
def forget_tokens() -> Said:
    """Delete tokens that have expired and sessions at other systems that ended long ago."""
    gone = api.forget_tokens(before=timezone.now() - _KEPT)
    return Said(N_("%(gone)d old sessions at other systems were removed."), {"gone": gone})


@job(
    name="identity.close_unused",
    title=_("Close officers' accounts that nobody uses"),
    every="30 1 * * *",
    retry=Retry(attempts=3),
)
def close_unused() -> Said:
    """Close the accounts of officers who have not signed in for longer than the rules allow."""
    return Said(N_("%(n)d accounts were closed."), {"n": api.close_unused_accounts(now=timezone.now())})


@job(
    name="identity.tell_failures",
    title=_("Enter failed sign-ins into the ledger"),
    every="*/10 * * * *",
    retry=Retry(attempts=3),
)
def tell_failures() -> Said:
    """Write what failed since the last time as one entry: an attack must not write a thousand. Forget old codes."""
    api.forget_codes(now=timezone.now())
    return Said(N_("%(n)d failed attempts were entered."), {"n": api.tell_failures(now=timezone.now())})


@job(name="identity.import_people", title=_("Import people from a spreadsheet"), repeatable=False, serial=True)
def import_people(*, file_id: int, only_good: bool, account_id: int) -> Said:
    """Import a file that was sent, with the rights that its sender has now; all of it or nothing."""

    def tell(done: int, total: int) -> None:
        jobs_api.progress(done=done, total=total, note=N_("Reading and writing people"))

    counts = api.run_import(file_id=file_id, only_good=only_good, account_id=account_id, now=timezone.now(), tell=tell)
    return Said(N_("%(new)s people added, %(changed)s changed, %(wrong)s rows passed over."), dict(counts))


@job(
    name="identity.follow_moves",
    title=_("Let rows follow agencies that were moved"),
    every="10 1 * * *",
    retry=Retry(attempts=3),
    serial=True,
)
def follow_moves() -> Said:
    """Rewrite the path of an agency in the rows of all rooms; by night also what was written meanwhile."""
    moved, left = follow(now=timezone.now(), told=lambda rows: jobs_api.progress(done=rows))
    return Said(N_("%(moved)d rows followed, %(left)d stayed."), {"moved": moved, "left": left})
