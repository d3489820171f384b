"""What templates may ask of the kit: icons, statuses, times, figures, and the states of a page.

Every component is a small template in `kit/components/`; the style page `/studio/kit/` shows each in each state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext_lazy

from honglam.base.money import format_number, format_vnd
from honglam.base.time import format_date, format_moment
from honglam.kit import islands, words
from honglam.kit.statuses import FIGURES, STATUSES
from honglam.kit.tiles import Shown

register = template.Library()

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline.

    Attributes:
        at: when it happened, or will.
        title: what happened.
        text: one sentence more.
        who: who did it.
        icon: name of a Tabler icon.
        tone: plain, info, soon, bad, good.
        expected: it has not happened yet.
    """

    at: datetime
    title: Words
    text: Words = ""
    who: str = ""
    icon: str = "point"
    tone: str = "plain"
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has to do with a record: their name, the part they play, and where they sit."""

    name: str
    part: Words = ""
    agency: str = ""

    @property
    def initials(self) -> str:
        """The first letters of the family name and of the given name, which stands last."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.simple_tag(name="icon")
def drawn(name: str, label: Words = "") -> SafeString:
    """Draw a Tabler icon in the colour of the text; `label` says it aloud when no words stand beside it."""
    if not name:
        return SafeString("")
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = islands.bundle().icons
    shape = format_html('<use href="{}#{}"/>', sprite, name) if sprite else ""
    return format_html('<svg class="icon icon-{}" {} focusable="false">{}</svg>', name, said, shape)


@register.simple_tag
def status(name: str, word: Words = "") -> SafeString:
    """Say how a thing stands, by one of the eight names of `kit.statuses`; `word` replaces its usual word."""
    known = STATUSES[name]
    return format_html(
        '<span class="hl-status tone-{}">{}<span>{}</span></span>', known.tone, drawn(known.icon), word or known.word
    )


@register.simple_tag
def badge(word: Words, tone: str = "plain", icon: str = "") -> SafeString:
    """Show a short word in a tone where none of the eight statuses fits."""
    return format_html('<span class="hl-status tone-{}">{}<span>{}</span></span>', tone, drawn(icon), word)


@register.simple_tag
def when(moment: datetime | date | None, human: Words = "", now: datetime | None = None) -> SafeString:
    """Show a time twice: exactly, and as people say it. `human` replaces the usual words ("3 working days left")."""
    if moment is None:
        return format_html('<span class="hl-when">{}</span>', "–")
    if isinstance(moment, datetime):
        exact, stamp = format_moment(moment), moment.isoformat()
        said = human or relative(moment, now or timezone.now())
    else:
        exact, stamp = format_date(moment), moment.isoformat()
        said = human or relative_day(moment, timezone.localdate(now))
    return format_html(
        '<span class="hl-when"><time datetime="{}">{}</time> <span class="hl-when-human">{}</span></span>',
        stamp,
        exact,
        said,
    )


@register.filter
def under(found: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key that a page only knows by name; the key itself when nothing does."""
    return found.get(key, key)


@register.filter
def number(value: Decimal | float | None, decimals: int | None = None) -> str:
    """Write a number as Vietnam does: `1.234.567,89`; a dash when there is none."""
    if value is None or value == "":
        return "–"
    return format_number(Decimal(str(value)), decimals=decimals)


@register.filter
def money(amount: int | None) -> str:
    """Write an amount of đồng: `1.234.567 đồng`; a dash when there is none."""
    return "–" if amount is None else format_vnd(amount)


@register.inclusion_tag("kit/components/tile.html")
def tile(item: Shown) -> dict[str, Any]:
    """Show one figure of a home page: its title, value, unit, how it stands, its age and the way in."""
    figure = item.figure
    value = figure.value
    shown = number(Decimal(str(value))) if isinstance(value, int | float) and not isinstance(value, bool) else value
    known = FIGURES["unknown" if value is None else figure.state]
    return {"item": item, "value": "–" if value is None else shown, "state": known, "figure": figure}


@register.inclusion_tag("kit/components/state.html")
def empty(title: Words, text: Words = "", icon: str = "inbox", url: str = "", action: Words = "") -> dict[str, Any]:
    """Say what will be here, and how to begin."""
    return {"kind": "empty", "icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("kit/components/state.html")
def state(  # noqa: PLR0913  (a template writes each by its name)
    kind: str, title: Words, *, text: Words = "", code: str = "", url: str = "", action: Words = ""
) -> dict[str, Any]:
    """Show why something is not here: partial, error (with the code that the log knows), forbidden or offline."""
    icons = {"partial": "puzzle", "error": "bug", "forbidden": "lock", "offline": "wifi-off"}
    return {
        "kind": kind,
        "icon": icons[kind],
        "title": title,
        "text": text,
        "code": code,
        "url": url,
        "action": action,
    }


@register.inclusion_tag("kit/components/loading.html")
def loading(lines: int = 3) -> dict[str, Any]:
    """Hold the place of what is being fetched; it becomes visible after 300 ms only."""
    return {"lines": range(lines)}


@register.inclusion_tag("kit/components/alert.html")
def alert(tone: str, title: Words, text: Words = "") -> dict[str, Any]:
    """Say something that concerns the whole page, in the tone info, soon, bad or good."""
    icons = {"info": "info-circle", "soon": "clock-exclamation", "bad": "alert-triangle", "good": "circle-check"}
    return {"tone": tone, "icon": icons[tone], "title": title, "text": text}


@register.inclusion_tag("kit/components/timeline.html")
def timeline(happenings: Iterable[Happening]) -> dict[str, Any]:
    """Show what happened, in the order given."""
    return {"happenings": list(happenings)}


@register.inclusion_tag("kit/components/people.html")
def people(persons: Iterable[Person]) -> dict[str, Any]:
    """Show who has to do with a record."""
    return {"persons": list(persons)}


@register.inclusion_tag("kit/components/progress.html")
def progress(done: float, of: float = 100, label: Words = "", tone: str = "info") -> dict[str, Any]:
    """Show how far something is, as a bar and in figures."""
    share = 0 if of <= 0 else max(0, min(100, round(100 * done / of)))
    return {"done": done, "of": of, "label": label, "tone": tone, "share": share}


@register.inclusion_tag("kit/components/tabs.html")
def tabs(links: Sequence[tuple[str, Words, bool]], label: Words) -> dict[str, Any]:
    """Show the parts of one thing, each a link: (address, words, whether it is the one shown)."""
    return {"links": links, "label": label}


@register.inclusion_tag("kit/components/pager.html")
def pager(previous: str = "", following: str = "", target: str = "") -> dict[str, Any]:
    """Lead to the page before and after, by keys and not by numbers; an empty address means that there is none."""
    return {"previous": previous, "following": following, "target": target}


@register.simple_tag
def drawing(label: Words, chart: Mapping[str, Any]) -> SafeString:
    """Draw a chart: its kind (line, area, bar, stacked, rows), its `x` and its `series`; see islands/chart.ts."""
    return format_html('<hl-chart label="{}">{}</hl-chart>', label, json_script(chart))


@register.simple_tag
def island(name: str) -> SafeString:
    """Begin to fetch an island before the page has been read; it works without this, only later."""
    built = islands.entry(f"islands/{name}.ts")
    return format_html_join(
        "\n",
        '<link rel="{}" href="{}">',
        [
            *(("stylesheet", address) for address in built.styles),
            *(("modulepreload", address) for address in (built.script, *built.preload) if address),
        ],
    )


@register.simple_tag
def sprite() -> str:
    """Return the address of the icons, for islands that draw them."""
    return islands.bundle().icons


@register.simple_tag
def island_words() -> SafeString:
    """Write the words of the islands into the page; data, not a script, so the content policy lets it pass."""
    return json_script(words.said(), "hl-words")


@register.simple_tag
def bundle_head(*, fonts: bool = True) -> SafeString:
    """Link the styles, the first fonts and the main script of every page.

    Args:
        fonts: fetch our own faces at once; a page for small lines goes without, and sets `--font` to the phone's own.
    """
    main = islands.entry(islands.MAIN)
    faces = islands.bundle().fonts if fonts else ()
    return format_html(
        "{}{}{}",
        format_html_join("\n", '<link rel="stylesheet" href="{}">', ((a,) for a in main.styles)),
        format_html_join(
            "\n", '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">', ((a,) for a in faces)
        ),
        format_html('<script type="module" src="{}"></script>', main.script) if main.script else "",
    )


def relative(moment: datetime, now: datetime) -> str:
    """Return how far `moment` is from `now` as people say it: "in 3 days", "2 hours ago"."""
    minutes = round((moment - now).total_seconds() / 60)
    if minutes == 0:
        return gettext("just now")
    if abs(minutes) < 60:
        return _said(minutes, _MINUTES)
    hours = round(minutes / 60)
    return _said(hours, _HOURS) if abs(hours) < 24 else _said_in_days(round(hours / 24))


def relative_day(day: date, today: date) -> str:
    """Return how far `day` is from `today` as people say it."""
    distance = (day - today).days
    return gettext("today") if distance == 0 else _said_in_days(distance)


_MINUTES = (
    ngettext_lazy("%(n)s minute ago", "%(n)s minutes ago", "n"),
    ngettext_lazy("in %(n)s minute", "in %(n)s minutes", "n"),
)
_HOURS = (
    ngettext_lazy("%(n)s hour ago", "%(n)s hours ago", "n"),
    ngettext_lazy("in %(n)s hour", "in %(n)s hours", "n"),
)
_DAYS = (
    ngettext_lazy("%(n)s day ago", "%(n)s days ago", "n"),
    ngettext_lazy("in %(n)s day", "in %(n)s days", "n"),
)

_MONTHS = (
    ngettext_lazy("%(n)s month ago", "%(n)s months ago", "n"),
    ngettext_lazy("in %(n)s month", "in %(n)s months", "n"),
)
_YEARS = (
    ngettext_lazy("%(n)s year ago", "%(n)s years ago", "n"),
    ngettext_lazy("in %(n)s year", "in %(n)s years", "n"),
)


def _said_in_days(days: int) -> str:
    """Say days as days while people count in them: for two months; then months for two years."""
    if abs(days) < 60:
        return _said(days, _DAYS)
    return _said(round(days / 30.44), _MONTHS) if abs(days) < 730 else _said(round(days / 365.25), _YEARS)


def _said(distance: int, words: tuple[Any, Any]) -> str:
    """Choose between before now and after now."""
    return str(words[distance > 0] % {"n": abs(distance)})
