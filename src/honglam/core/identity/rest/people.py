"""Officers of the agencies within reach, without personal fields, and their posts."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from honglam.core.identity import api
from honglam.core.identity.contracts import Post
from honglam.core.identity.people_tables import PEOPLE
from honglam.kit import tables
from honglam.kit.access import permission, viewer_of


class PostOut(Schema):
    """A post."""

    id: int = Field(description="Its number.")
    agency: str = Field(description="Path of the agency.")
    agency_name: str = Field(description="Name of the agency.")
    unit: str = Field(description="Path of the internal unit; empty when none.")
    position: str = Field(description="Key of the position; empty when none is known.")
    position_name: str = Field(description="Vietnamese name of the position.")
    roles: list[str] = Field(description="Ids of the roles that come with it.")
    main: bool = Field(description="Whether it is the person's main post.")
    acting: str = Field(description="acting (quyền), in_charge (phụ trách), or empty.")
    valid_from: date | None = Field(description="First day; null means always.")
    valid_to: date | None = Field(description="Last day; null means until further notice.")
    current: bool = Field(description="Whether it is held today.")

    @classmethod
    def of(cls, post: Post) -> PostOut:
        """Return a post as it is sent."""
        return cls(**{name: getattr(post, name) for name in cls.model_fields})


@permission("identity.view")
def posts(request: HttpRequest, person_id: int) -> list[PostOut]:
    """Return all posts of an officer, the present ones first. 404 for people of agencies beyond reach."""
    found = api.person(person_id=person_id, viewer=viewer_of(request), now=timezone.now())
    return [PostOut.of(post) for post in found.posts]


def add_to(router: Router) -> None:
    """Add the operations of people to identity's router."""
    tables.route(router, PEOPLE, api.people, path="/people/")
    router.get(
        "/people/{person_id}/posts/",
        response=list[PostOut],
        operation_id="list_identity_posts",
        summary="Posts of an officer",
    )(posts)
