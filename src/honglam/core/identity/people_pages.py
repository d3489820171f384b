"""The page of an officer, for those who look after the people of an agency and for the officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from honglam.base.access import Viewer
from honglam.base.time import format_date
from honglam.core.identity.contracts import Acting, DelegationShown, Person, Post, Reason
from honglam.core.identity.words import ACTING_WORDS, SCOPE_WORDS
from honglam.kit import naming, pages
from honglam.kit.pages import Action, Attribute, AttributesPanel, Kind, OwnPanel

LINES = "identity/lines.html"
WHY = "each line has what can be done with it, which the declared tables do not know"


@dataclass(frozen=True, slots=True)
class Do:
    """Something to do with a line: a page to go to, or, with `confirm`, a button that sends at once."""

    title: str | Promise
    href: str
    confirm: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a small table."""

    cells: tuple[str, ...]
    actions: tuple[Do, ...] = ()
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A small table."""

    heads: tuple[str | Promise, ...]
    lines: tuple[Line, ...]
    empty: str | Promise = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str | Promise, str]]]]:
        """The lines, each cell with its head, as a phone shows them."""
        return [(line, list(zip(self.heads, line.cells, strict=True))) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page of an officer."""

    person: Person
    given: tuple[DelegationShown, ...]
    received: tuple[DelegationShown, ...]
    rights: tuple[Reason, ...]
    roles: dict[str, str]
    today: date
    own: bool = False


def days(first: date | None, last: date | None) -> str:
    """Return a period as people read it."""
    if first is None and last is None:
        return gettext("until further notice")
    if last is None:
        return gettext("from %(day)s") % {"day": format_date(first)} if first else ""
    if first is None:
        return gettext("until %(day)s") % {"day": format_date(last)}
    return f"{format_date(first)} – {format_date(last)}"


def post_name(post: Post) -> str:
    """Return a post in words: how it is held, the position, the unit, the agency."""
    position = post.position_name or gettext("Post")
    held = "" if post.acting is Acting.NO else f" ({ACTING_WORDS[post.acting]})"
    return f"{position}{held}, {post.unit_name + ', ' if post.unit_name else ''}{post.agency_name}"


def post_lines(sheet: Sheet, viewer: Viewer) -> dict[str, Any]:
    """Return the posts as a small table."""
    made = []
    for post in sheet.person.posts:
        roles = ", ".join(sheet.roles.get(role, role) for role in post.roles)
        name = gettext("%(post)s – main post") % {"post": post_name(post)} if post.main else post_name(post)
        over = post.valid_to is not None and post.valid_to < sheet.today
        made.append(Line((name, roles, days(post.valid_from, post.valid_to)), _post_actions(sheet, post, viewer), over))
    return {"table": Lines((_("Post"), _("Roles"), _("Days")), tuple(made), _("No post yet."))}


def _post_actions(sheet: Sheet, post: Post, viewer: Viewer) -> tuple[Do, ...]:
    if post.valid_to is not None and post.valid_to < sheet.today:
        return ()
    if sheet.own:
        return (Do(_("Delegate"), reverse("desk-identity:delegate", args=[post.id])),) if post.current else ()
    if not viewer.may("identity.edit", post.agency) or str(sheet.person.id) == viewer.id:
        return ()
    return tuple(
        Do(title, reverse(f"studio-identity:{page}", args=[post.id]))
        for title, page in ((_("Roles"), "post-roles"), (_("Hand over"), "hand-over"), (_("End"), "end-post"))
    )


def delegation_lines(sheet: Sheet, viewer: Viewer) -> dict[str, Any]:
    """Return the delegations in both directions as a small table."""
    made = []
    for each in (*sheet.given, *sheet.received):
        lent = each.giver == str(sheet.person.id)
        who = gettext("to %(name)s") if lent else gettext("from %(name)s")
        over = each.withdrawn_at is not None or each.valid_to < sheet.today
        until = days(each.valid_from, each.valid_to)
        if each.withdrawn_at:
            until = gettext("%(days)s, withdrawn") % {"days": until}
        rights = ", ".join(map(naming.right, each.permissions)) or gettext("all rights")
        cells = (
            who % {"name": each.receiver_name if lent else each.giver_name},
            each.post_name,
            rights,
            until,
            each.reason,
        )
        made.append(Line(cells, () if over else _withdraw(sheet, each, viewer), over))
    heads = (_("Delegation"), _("Post"), _("Rights"), _("Days"), _("Reason"))
    return {"table": Lines(heads, tuple(made), _("Nothing is delegated."))}


def _withdraw(sheet: Sheet, each: DelegationShown, viewer: Viewer) -> tuple[Do, ...]:
    if not sheet.own and not viewer.may("identity.edit"):
        return ()
    space = "desk-identity" if sheet.own else "studio-identity"
    href = reverse(f"{space}:withdraw-delegation", args=[each.id])
    return (Do(_("Withdraw"), href, _("Withdraw this delegation? It acts at once.")),)


def right_lines(rights: Sequence[Reason]) -> Lines:
    """Return rights with the chain by which each came."""
    made = tuple(Line((naming.right(reason.permission), *chain(reason))) for reason in rights)
    heads = (_("Permission"), _("Why"), _("How far"), _("Days"))
    return Lines(heads, made, _("No right."))


def chain(reason: Reason) -> tuple[str, str, str]:
    """Return why somebody may, how far it reaches, and until when."""
    place = f"{reason.post}, {reason.at_name}" if reason.post else reason.at_name
    words = {"role": reason.role_name, "place": place, "room": naming.room(reason.room), "name": reason.giver}
    if reason.emergency:
        why = gettext("emergency at %(place)s: role %(role)s") % words
    elif reason.giver:
        why = gettext("delegated by %(name)s: %(place)s, role %(role)s") % words
    else:
        why = gettext("%(place)s, role %(role)s") % words
    source = gettext("declared by %(room)s") % words if reason.room else gettext("composed here")
    why = f"{why} – {source}"
    far = f"{SCOPE_WORDS[reason.scope]}"
    return why, far, days(None, reason.until)


FACTS = AttributesPanel(
    id="facts",
    title=_("Officer"),
    attributes=(
        Attribute(id="person.username", title=_("User name"), kind=Kind.CODE),
        Attribute(id="person.home_name", title=_("Agency")),
        Attribute(id="person.staff_code", title=_("Staff code"), kind=Kind.CODE),
        Attribute(id="person.fields.phone", title=_("Phone")),
        Attribute(id="person.fields.email", title=_("E-mail address")),
        Attribute(id="person.fields.personal_number", title=_("Personal number")),
        Attribute(id="person.open", title=_("Can sign in"), kind=Kind.FLAG),
    ),
)
POSTS = OwnPanel(id="posts", title=_("Posts"), own_template=LINES, reason=WHY, read=post_lines)
DELEGATIONS = OwnPanel(id="delegations", title=_("Delegations"), own_template=LINES, reason=WHY, read=delegation_lines)
RIGHTS = OwnPanel(
    id="rights",
    title=_("What this person may do, and why"),
    own_template=LINES,
    reason=WHY,
    read=lambda sheet, _viewer: {"table": right_lines(sheet.rights)},
)


def _page(name: str) -> Any:
    return lambda sheet: reverse(f"studio-identity:{name}", args=[sheet.person.id])


PERSON = pages.Page(
    id="identity.person",
    title=lambda sheet: sheet.person.name,
    code=lambda sheet: sheet.person.username,
    left=(POSTS, DELEGATIONS),
    wide=(RIGHTS,),
    right=(FACTS,),
    actions=(
        Action(
            title=_("Add a post"),
            href=_page("add-post"),
            icon="plus",
            permission="identity.edit",
            when=lambda sheet: sheet.person.open,
        ),
        Action(title=_("Move"), href=_page("move"), permission="identity.edit", when=lambda sheet: sheet.person.open),
        Action(title=_("Change"), href=_page("change-person"), icon="pencil", permission="identity.edit"),
        Action(title=_("Show personal data"), href=_page("reveal"), icon="eye", permission="identity.personal"),
        Action(
            title=_("First password"),
            href=_page("invite"),
            icon="key",
            permission="identity.edit",
            when=lambda sheet: sheet.person.open,
        ),
        Action(title=_("Sessions"), href=_page("sessions"), icon="device-desktop", permission="identity.view"),
        Action(
            title=_("History"),
            href=lambda sheet: f"{reverse('studio-audit:list')}?person={sheet.person.id}",
            icon="history",
            permission="audit.view",
        ),
        Action(
            title=_("Close the account"),
            href=_page("close-person"),
            permission="identity.edit",
            when=lambda sheet: sheet.person.open,
        ),
        Action(
            title=_("Open the account again"),
            href=_page("reopen-person"),
            permission="identity.edit",
            when=lambda sheet: not sheet.person.open,
        ),
    ),
)
MINE = pages.Page(
    id="identity.me",
    title=lambda sheet: sheet.person.name,
    code=lambda sheet: sheet.person.username,
    left=(POSTS, DELEGATIONS),
    wide=(RIGHTS,),
    right=(FACTS,),
)
