"""The words of documents that people send: what was read, what is wrong, what was guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

from honglam.engines.register.contracts.definition import Code, Fault, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that a dictionary did not say and that was guessed.

    Attributes:
        field: name of the field; empty for the register itself.
        key: what was guessed: `name`, `type`, `codes`, `sensitivity` …
        message: msgid of a sentence.
        params: for its placeholders.
    """

    field: str
    key: str
    message: str
    params: Mapping[str, object] = field_(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A document that somebody sent, as it was understood.

    Attributes:
        document: what it says in our words, also when it is wrong.
        register: what it defines; None when there are faults.
        faults: all that is wrong.
        doubts: what was guessed and wants to be confirmed.
        marked: a copy of the spreadsheet with the mistakes written in; empty when there are none, and for other forms.
    """

    document: Mapping[str, Any]
    register: Register | None
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    marked: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A code list that several registers share.

    Attributes:
        id: its file's name.
        title: Vietnamese.
        codes: in the order of the list.
        title_en: English.
        legal: the act that sets it.
        verified: whether it was checked in that act.
        origin: id of the pack that brings it; empty for a shared one.
    """

    id: str
    title: str
    codes: tuple[Code, ...]
    title_en: str = ""
    legal: str = ""
    verified: bool = False
    origin: str = ""


__all__ = ["CodeList", "Doubt", "Uploaded"]
