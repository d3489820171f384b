"""What becomes of the posts of an agency that ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from honglam.base.access import Viewer, covers
from honglam.base.errors import Refusal
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.audit.contracts import Act
from honglam.core.identity.models import Agency, Person, Post
from honglam.core.identity.service.agencies import ONE_DAY
from honglam.core.identity.service.giving import not_oneself


def move_posts(row: Agency, target: Agency | None, on: date) -> list[str]:
    """End the posts of an agency on the day before `on` and open them again at `target`; return whose they are.

    Raises:
        Refusal: there are open posts and no place for them.
    """
    here = Q(agency=row) | Q(unit=row)
    posts = list(Post.objects.filter(here & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))).select_related("account"))
    if posts and target is None:
        raise Refusal(
            N_("%(name)s still has %(count)s open posts."),
            field="posts_to",
            remedy=N_("Say to which agency they go."),
            params={"name": row.name, "count": len(posts)},
        )
    acts = []
    for post in posts:
        assert target is not None  # refused above
        number, before = post.pk, {"agency": post.agency.path, "valid_to": post.valid_to}
        moved = _reopened(post, row, target, on)
        acts.append(
            Act(
                "identity.post.moved",
                f"post:{number}",
                row.path,
                before,
                {"agency": moved.agency.path, "post": moved.pk, "on": on},
                person=str(post.account_id),
            )
        )
    audit.record_many(acts=acts)
    if target is not None:
        Person.objects.filter(home=row).update(home=target)
    return [post.account.full_name for post in posts]


def check_not_own(paths: Iterable[str], viewer: Viewer) -> None:
    """Refuse to end an agency at which the viewer holds a post: it would be they who move their own rights."""
    if not viewer.id.isdigit():
        return
    here = Q(agency__path__in=list(paths)) | Q(unit__path__in=list(paths))
    if Post.objects.filter(here, account_id=int(viewer.id), valid_to=None).exists():
        not_oneself(int(viewer.id), viewer)


def _reopened(post: Post, row: Agency, target: Agency, on: date) -> Post:
    """Return the post at its new place: the same row when it had not begun, a new one otherwise."""
    begun = post.valid_from is None or post.valid_from < on
    last = post.valid_to
    if begun:
        post.valid_to = on - ONE_DAY
        post.save()
        post.pk = None
        post._state.adding = True  # noqa: SLF001  (Django's documented way to copy a row)
        post.valid_from, post.valid_to = on, last
    within = post.unit_id == row.pk and post.agency_id != row.pk and covers(post.agency.path, target.path)
    if within:  # only the unit ends, inside an agency that goes on
        post.unit = target
    else:
        post.agency, post.unit = target, None
    post.save()
    return post
