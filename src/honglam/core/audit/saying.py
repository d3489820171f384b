"""What was found, in sentences."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from honglam.base.time import vietnam
from honglam.core.audit.contracts import Finding, Report, Trouble

_SENTENCES = {
    Trouble.ALTERED: gettext_lazy("Entry %(entry)d of %(at)s was altered; it says now: %(verb)s, %(thing)s."),
    Trouble.MOVED: gettext_lazy("Entry %(entry)d of %(at)s was altered; it holds what entry %(other)d should hold."),
    Trouble.MISSING: gettext_lazy("Entry %(entry)d of %(at)s is missing, and no rule removed it."),
    Trouble.REORDERED: gettext_lazy("Entry %(entry)d of %(at)s stands after entry %(other)d, out of its order."),
    Trouble.LEAF: gettext_lazy("The tree lacks or changed the leaves of the places %(since)d to %(position)d."),
    Trouble.BACKDATED: gettext_lazy("Entry %(entry)d says %(at)s but was written later."),
    Trouble.ROOT: gettext_lazy(
        "The root over %(position)d entries is not the one that was signed: something was changed between the places"
        " %(since)d and %(position)d."
    ),
    Trouble.SIGNATURE: gettext_lazy("The root over %(position)d entries of %(at)s was not signed with our key."),
}


def said(finding: Finding) -> str:
    """Return a finding as a sentence, in the language of who asks."""
    at = date_format(vietnam(finding.at), "H:i:s d/m/Y") if finding.at else _("an unknown time")
    words = {
        "entry": finding.entry,
        "position": finding.position,
        "since": finding.since,
        "other": finding.other,
        "verb": finding.verb,
        "thing": finding.thing,
        "at": at,
    }
    return _SENTENCES[finding.trouble] % words


def summary(report: Report) -> str:
    """Return what was looked at, as a sentence."""
    words = {
        "entries": report.entries,
        "pruned": report.pruned,
        "heads": report.heads,
        "rate": report.size / max(report.seconds, 0.001),
        "root": report.root,
        "count": len(report.findings),
    }
    if report.whole:
        return (
            _(
                "The ledger is whole: %(entries)d entries and %(heads)d signed roots fit, %(pruned)d entries went by"
                " rule (%(rate).0f a second). Its root is %(root)s."
            )
            % words
        )
    return _("The ledger is NOT whole: %(count)d findings among %(entries)d entries.") % words
