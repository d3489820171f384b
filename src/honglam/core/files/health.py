"""What the health page says about files."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from honglam.core.files import api
from honglam.kit.checks import Finding, Light

# The doctor waits a second or two: a small sample there, all of it by night.
_SAMPLE = 20
_SAMPLE_BYTES = 32 * 1024**2


def integrity(now: datetime) -> Finding:
    """Compare a sample with its hashes, and tell of what was found damaged before."""
    api.verify(now=now, most_blobs=_SAMPLE, most_bytes=_SAMPLE_BYTES)
    figures = api.figures(now=now)
    if figures.damaged:
        return Finding(
            Light.RED,
            _("%(damaged)d of %(blobs)d stored contents are altered or missing.")
            % {"damaged": figures.damaged, "blobs": figures.blobs},
            _("`honglam files verify` names each of them; restore them from a backup."),
        )
    return Finding(Light.GREEN, _("%(blobs)d stored contents; a sample is what it was.") % {"blobs": figures.blobs})


def scanner(_now: datetime) -> Finding:
    """Look whether the virus scanner answers."""
    try:
        version = api.scanner_version()
    except OSError as error:
        return Finding(
            Light.RED,
            _("The virus scanner does not answer (%(reason)s). New files wait in quarantine.") % {"reason": error},
            _("Start ClamAV, or correct HONGLAM_CLAMAV; what waits is then looked at by itself."),
        )
    if not version:
        return Finding(Light.GREY, _("Not connected: files are checked by their form only, not for viruses."))
    return Finding(Light.GREEN, version)


def office(_now: datetime) -> Finding:
    """Look whether office documents can be drawn."""
    if api.has_office():
        return Finding(Light.GREEN, _("LibreOffice draws office documents."))
    return Finding(Light.GREY, _("LibreOffice is not installed: office documents have no preview."))
