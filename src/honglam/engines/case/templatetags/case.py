"""What a procedure, a topic or a status is called, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import template

from honglam.engines.case import api

register = template.Library()


@register.simple_tag
def said(thing: Any, word: str = "title") -> str:
    """Return a text that stands in two languages: `title` and `title_en`."""
    return api.public.said(vietnamese=getattr(thing, word), english=getattr(thing, f"{word}_en"))
