"""Later work on files."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.files import api
from honglam.core.jobs import api as work
from honglam.core.jobs.contracts import Said
from honglam.core.jobs.hooks import Retry, job

_NIGHTLY_BYTES = 20 * 1024**3


@job(name="files.prepare", title=_("Make previews and read the text of a file"), retry=Retry(attempts=3))
def prepare(*, sha256: str) -> Said:
    """Make pictures and text of one content."""
    made = api.prepare(sha256=sha256, now=timezone.now())
    return Said(N_("Preview: %(state)s"), {"state": made.value})


@job(name="files.rescan", title=_("Scan files that wait in quarantine"), every="*/5 * * * *", serial=True)
def rescan() -> Said:
    """Let the scanner look at what waits for it."""
    clean, infected = api.rescan()
    return Said(N_("%(clean)d released, %(infected)d with a virus."), {"clean": clean, "infected": infected})


@job(name="files.clean", title=_("Clean up files that nothing refers to"), every="37 3 * * *", serial=True)
def clean() -> Said:
    """Remove what nobody can reach."""
    done = api.clean_up(now=timezone.now())
    return Said(
        N_(
            "Removed %(blobs)d contents (%(megabytes).1f MB), %(drafts)d drafts, %(uploads)d uploads and "
            "%(strays)d stray files."
        ),
        {
            "blobs": done.blobs,
            "megabytes": done.size / 1e6,
            "drafts": done.drafts,
            "uploads": done.uploads,
            "strays": done.strays,
        },
    )


@job(
    name="files.verify",
    title=_("Compare stored files with their hashes"),
    every="7 4 * * *",
    serial=True,
    retry=Retry(attempts=2, first=timedelta(minutes=10)),
)
def verify() -> Said:
    """Compare contents with their hashes; the job fails when one is not what it was, so that somebody sees it."""
    found = api.verify(
        now=timezone.now(), most_bytes=_NIGHTLY_BYTES, told=lambda done, total: work.progress(done=done, total=total)
    )
    if found.flaws:
        raise Refusal(
            N_("%(flaws)d files are altered or missing, “%(name)s” among them."),
            params={"flaws": len(found.flaws), "name": found.flaws[0].name},
        )
    return Said(N_("%(blobs)d contents are what they were."), {"blobs": found.blobs})
