"""Other systems that speak Open311: what they can request, the keys with which they do, what they hand in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from honglam.base.access import Viewer
from honglam.base.errors import Missing, Refusal
from honglam.base.text import clean, clean_lines
from honglam.base.words import N_
from honglam.core.audit import api as audit
from honglam.core.identity import api as identity
from honglam.core.places import api as places
from honglam.core.places.contracts import Level
from honglam.engines.case.contracts import EventKind, NewCase, Procedure
from honglam.engines.case.contracts.partners import Attribute, DataType, Key, Request, Service
from honglam.engines.case.models import Case, Event, PartnerKey, Publication
from honglam.engines.case.service.public import publishing_reading as reading
from honglam.engines.case.service.steps import acting

RIGHT = "case.partners"
CHANNEL = "open311"
_MOST_PER_MINUTE = 600
_WORDS = ("description", "text", "content")  # properties of forms that hold what it is about
_MANY_LETTERS = 200  # from here on a text gets more than a line
_MOST_NOTE = 2_000


class Refused(Refusal):
    """A key is missing, unknown, switched off, or used too often."""

    status = 403
    code = "key"


def services() -> tuple[Service, ...]:
    """Return what can be requested or read, in the order of procedures and topics."""
    return tuple(each for procedure in reading.listed() for each in _services(procedure))


def service(*, code: str) -> Service:
    """Return one service.

    Raises:
        Missing: there is none with this code.
    """
    found = next((each for each in services() if each.code == code), None)
    if found is None:
        raise Missing(N_("There is no service with this code."), field="service_code")
    return found


def request(*, asked: Request, key: str, now: datetime) -> str:
    """Open a case that another system hands in, and return its public id.

    Raises:
        Refused: the key does not let it.
        Missing: there is no such service.
        Refusal: something is missing or wrong; it names the input.
    """
    _let_pass(key, now)
    found = service(code=asked.service)
    if not found.open:
        raise Refusal(N_("This service takes no requests from outside."), field="service_code")
    if asked.media:
        message, remedy = N_("A picture by address is not taken."), N_("Leave media_url out.")
        raise Refusal(message, field="media_url", remedy=remedy)
    procedure = next(each for each in reading.listed() if each.id == found.procedure)
    form = _form(procedure, found, asked)
    commune = "" if asked.lon is not None else _commune(asked.address)
    entry = NewCase(
        procedure=found.procedure,
        form=form,
        title=clean(asked.description)[:120],
        topic=found.topic,
        contact={name: clean(value)[:200] for name, value in asked.contact.items() if value.strip()},
        commune=commune,
        lon=asked.lon,
        lat=asked.lat,
        channel=CHANNEL,
    )
    code = acting.open_case(entry=entry, now=now)
    return str(Publication.objects.values_list("public_id", flat=True).get(case__code=code))


@transaction.atomic
def note(*, public_id: str, remote: str, text: str, key: str, now: datetime) -> int:
    """Write what another system says of a published case into its timeline, for officers only; return its number.

    Raises:
        Refused: the key does not let it.
        Missing: there is no such published case.
        Refusal: nothing is said.
    """
    partner = _let_pass(key, now)
    case = Case.objects.filter(publication__public_id=public_id, publication__shown=True).first()
    if case is None:
        raise Missing(N_("There is no such published case."), field="service_request_id")
    words = clean_lines(text)[:_MOST_NOTE]
    if not words:
        raise Refusal(N_("Nothing is said."), field="description")
    data = {"text": words, "from": partner.name, "update": clean(remote)[:120]}
    same = Event.objects.filter(case=case, kind=EventKind.NOTE, data=data).first()
    # A client that got no answer sends the same once more.
    if same is not None:
        return int(same.pk)
    row = Event.objects.create(case=case, at=now, kind=EventKind.NOTE, actor_name=partner.name, data=data)
    after = {"partner": partner.pk, "letters": len(words)}
    audit.record(verb="case.noted", thing=f"case:{case.pk}", agency=case.agency, after=after)
    return int(row.pk)


def keys(*, viewer: Viewer) -> tuple[Key, ...]:
    """Return the keys of the agencies that the viewer reaches, the newest first."""
    rows = PartnerKey.objects.order_by("-pk")
    return tuple(_told(row) for row in rows if viewer.may(RIGHT, row.agency))


@transaction.atomic
def make_key(*, name: str, agency: str, per_minute: int, viewer: Viewer, now: datetime) -> str:
    """Make a key and return it; nobody can read it again.

    Raises:
        Refusal: it has no name, there is no such agency within reach, or the limit cannot be meant.
    """
    if not clean(name):
        raise Refusal(N_("Say which system it is for."), field="name")
    if not viewer.may(RIGHT, agency) or identity.agency(path=agency) is None:
        raise Refusal(N_("There is no such agency."), field="agency")
    if not 1 <= per_minute <= _MOST_PER_MINUTE:
        params = {"most": _MOST_PER_MINUTE}
        raise Refusal(N_("Between 1 and %(most)d requests in a minute."), field="per_minute", params=params)
    key = secrets.token_urlsafe(24)
    row = PartnerKey.objects.create(
        name=clean(name)[:120],
        agency=agency,
        digest=_digest(key),
        hint=key[-4:],
        per_minute=per_minute,
        made_at=now,
        made_by=viewer.id,
    )
    audit.record(verb="case.partner.made", thing=f"partner:{row.pk}", agency=agency, after={"name": row.name})
    return key


@transaction.atomic
def switch_key(*, key_id: int, enabled: bool, viewer: Viewer) -> None:
    """Let a key work, or not.

    Raises:
        Missing: there is none, or its agency is out of the viewer's reach.
    """
    row = PartnerKey.objects.select_for_update().filter(pk=key_id).first()
    if row is None or not viewer.may(RIGHT, row.agency):
        raise Missing(N_("There is no such key."))
    before, row.enabled = row.enabled, enabled
    row.save(update_fields=["enabled"])
    audit.record(
        verb="case.partner.switched",
        thing=f"partner:{row.pk}",
        agency=row.agency,
        before={"enabled": before},
        after={"enabled": enabled},
    )


@transaction.atomic
def _let_pass(key: str, now: datetime) -> PartnerKey:
    if not key:
        raise Refused(N_("An api_key is needed."), remedy=N_("Ask the province for one."), field="api_key")
    row = PartnerKey.objects.select_for_update().filter(digest=_digest(key), enabled=True).first()
    if row is None:
        raise Refused(N_("This api_key is not valid."), remedy=N_("Ask the province for one."), field="api_key")
    minute = now.replace(second=0, microsecond=0)
    row.used = row.used + 1 if row.minute == minute else 1
    row.minute, row.used_at = minute, now
    if row.used > row.per_minute:
        message = N_("This api_key has sent %(most)d requests in this minute.")
        again = {"most": row.per_minute, "seconds": int((minute + timedelta(minutes=1) - now).total_seconds()) + 1}
        raise Refused(message, remedy=N_("Try again in %(seconds)d seconds."), params=again, code="too-many")
    row.save(update_fields=["used", "minute", "used_at"])
    return row


def _services(procedure: Procedure) -> Iterator[Service]:
    attributes = tuple(_attributes(procedure))
    for topic in procedure.topics:
        code, opened = f"{procedure.id}.{topic.id}", procedure.face.open and not topic.closed
        title, hint = _said(topic.title, topic.title_en), _said(topic.hint, topic.hint_en)
        yield Service(code, procedure.id, topic.id, title, hint, topic.group, attributes, opened)
    if not procedure.topics:
        title = _said(procedure.title, procedure.title_en)
        yield Service(procedure.id, procedure.id, "", title, "", "", attributes, procedure.face.open)


def _attributes(procedure: Procedure) -> Iterator[Attribute]:
    needed, main = procedure.form.get("required", ()), _main(procedure)
    for code, schema in procedure.form.get("properties", {}).items():
        kind = _type(schema)
        if code == main or kind is None:
            continue
        title = _said(str(schema.get("title", code)), str(schema.get("title_en", "")))
        yield Attribute(code, title, kind, code in needed, _values(schema))


def _main(procedure: Procedure) -> str:
    """Return the property that holds what it is about: by its usual name, or the first text that is needed."""
    properties = procedure.form.get("properties", {})
    usual = next((name for name in _WORDS if name in properties), "")
    texts = (name for name in procedure.form.get("required", ()) if _type(properties.get(name, {})) is not None)
    return usual or next(texts, "")


def _type(schema: Mapping[str, Any]) -> DataType | None:
    """Return what a property takes; None for what cannot be sent as text, such as files."""
    if "enum" in schema or "oneOf" in schema or schema.get("type") == "boolean":
        return DataType.ONE
    if schema.get("type") == "array":
        return DataType.MANY if _choices(schema.get("items", {})) else None
    if schema.get("type") in {"integer", "number"}:
        return DataType.NUMBER
    if schema.get("type") != "string":
        return None
    if schema.get("format") in {"date", "date-time"}:
        return DataType.DATETIME
    return DataType.TEXT if schema.get("maxLength", 0) > _MANY_LETTERS else DataType.STRING


def _values(schema: Mapping[str, Any]) -> dict[str, str]:
    if schema.get("type") == "boolean":
        return {"true": "true", "false": "false"}
    return _choices(schema) or _choices(schema.get("items", {}))


def _choices(schema: Mapping[str, Any]) -> dict[str, str]:
    found = {str(value): str(value) for value in schema.get("enum", ())}
    for each in schema.get("oneOf", ()):
        if "const" in each:
            found[str(each["const"])] = _said(str(each.get("title", each["const"])), str(each.get("title_en", "")))
    return found


def _form(procedure: Procedure, found: Service, asked: Request) -> dict[str, Any]:
    """Return what the procedure's form gets. Attributes that it does not know are refused, none is lost silently."""
    known = {attribute.code: attribute for attribute in found.attributes}
    for code in asked.values:
        if code not in known:
            raise Refusal(N_("This service has no such attribute."), field=f"attribute[{code}]")
    properties, main = procedure.form.get("properties", {}), _main(procedure)
    form = {code: _read(properties[code], known[code], values) for code, values in asked.values.items() if any(values)}
    return form | ({main: clean_lines(asked.description)} if main else {})


def _read(schema: Mapping[str, Any], attribute: Attribute, values: tuple[str, ...]) -> Any:
    if attribute.type is DataType.MANY:
        return list(values)
    text = values[0].replace("\x00", "")
    if schema.get("type") == "boolean":
        return text.lower() in {"true", "1", "yes", "on"}
    if schema.get("type") in {"integer", "number"}:
        try:
            return int(text) if schema["type"] == "integer" else float(text)
        except ValueError:
            raise Refusal(N_("This is no number."), field=f"attribute[{attribute.code}]") from None
    return clean_lines(text)


def _commune(address: str) -> str:
    """Return the commune that an address names for sure; a clerk must not guess where a pothole is."""
    sure = [
        each.today[0].code
        for each in places.find(text=address[:200], limit=3)
        if each.confidence >= 1 and len(each.today) == 1 and each.unit.level is Level.COMMUNE
    ]
    if len(set(sure)) != 1:
        message, remedy = N_("This address is not known here."), N_("Send lat and long.")
        raise Refusal(message, field="address_string", remedy=remedy)
    return sure[0]


def _told(row: PartnerKey) -> Key:
    return Key(row.pk, row.name, row.agency, row.hint, row.per_minute, row.enabled, row.made_at, row.used_at)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _said(vi: str, en: str) -> str:
    return en if (get_language() or "vi").startswith("en") and en else vi
