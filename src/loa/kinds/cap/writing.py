"""From a bulletin to an alert: the same words, in the elements that CAP has for them; no table is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from loa.channels.marks import mark_of
from loa.kinds.cap.config import CapConfig
from loa.kinds.cap.words import TAGS, event_in
from loa.lib import cap
from loa.lib.clock import HANOI
from loa.lib.safe_xml import legal_text
from loa.units.outlines import outlines_of

MOST_OUTLINES = 40  # areas; a whole city is named by its code, not drawn ward by ward
_STATUSES = {"live": cap.Status.ACTUAL, "exercise": cap.Status.EXERCISE, "test": cap.Status.TEST}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alert stands among others: its name, moment, type and the messages it updates or cancels."""

    sender: str
    identifier: str
    sent: datetime
    mode: str
    msg_type: cap.MsgType
    references: tuple[cap.Reference, ...]


def alert_of(payload: Mapping[str, Any], place: Place, config: CapConfig) -> cap.Alert:
    """Return the alert that says what the payload says."""
    return cap.Alert(
        identifier=place.identifier,
        sender=place.sender,
        sent=place.sent,
        status=_STATUSES[place.mode],
        msg_type=place.msg_type,
        scope=cap.Scope.PUBLIC,
        source=legal_text(payload["source"]),
        note=legal_text(". ".join(filter(None, [mark_of(place.mode), payload["reason"]]))),
        references=place.references,
        infos=tuple(_info(payload, wording, place.sent, config) for wording in payload["wordings"]),
    )


def expiry_of(payload: Mapping[str, Any], sent: datetime, hours: int) -> datetime:
    """Return until when the alert holds: as the bulletin says, else so many hours."""
    return moment(payload["valid_until"]) or sent + timedelta(hours=hours)


def moment(text: str) -> datetime | None:
    """Return a payload's moment in the time of Viet Nam, in whole seconds."""
    return datetime.fromisoformat(text).astimezone(HANOI).replace(microsecond=0) if text else None


def _info(
    payload: Mapping[str, Any], wording: Mapping[str, str], sent: datetime, config: CapConfig
) -> cap.Info:
    said, language = payload["cap"], wording["language"]
    return cap.Info(
        language=TAGS.get(language, language),
        categories=(cap.Category(said["category"]),),
        event=legal_text(event_in(language, said["event"], wording["title"])),
        urgency=cap.Urgency(said["urgency"]),
        severity=cap.Severity(said["severity"]),
        certainty=cap.Certainty(said["certainty"]),
        effective=moment(payload["valid_from"]),
        expires=expiry_of(payload, sent, config.hours),
        sender_name=legal_text(payload["issuer"]),
        headline=legal_text(wording["title"]),
        description=legal_text(wording["text"]),
        web=payload["url"],
        contact=legal_text(config.contact),
        parameters=_parameters(payload),
        resources=tuple(map(_resource, payload["attachments"])),
        areas=(_area(payload, sent),),
    )


def _parameters(payload: Mapping[str, Any]) -> tuple[cap.Pair, ...]:
    """Return who answers for it and how it is verified, which CAP has no elements for (charter 1)."""
    return tuple(
        cap.Pair(f"loa:{name}", legal_text(payload[name])) for name in ("approver", "code") if payload[name]
    )


def _resource(item: Mapping[str, Any]) -> cap.Resource:
    url = settings.PUBLIC_URL + reverse("files:file", args=[item["file"]])
    title = legal_text(item["title"]).strip() or "PDF"
    return cap.Resource(title, mime_type="application/pdf", size=int(item["size"]), uri=url)


def _area(payload: Mapping[str, Any], sent: datetime) -> cap.Area:
    codes: Sequence[str] = payload["area_codes"]
    rings = outlines_of(codes, sent.astimezone(HANOI).date()) if len(codes) <= MOST_OUTLINES else []
    return cap.Area(
        desc=legal_text(", ".join(payload["areas"]) or payload["issuer"]),
        polygons=tuple(tuple(cap.Point(*point) for point in ring) for ring in rings),
        geocodes=tuple(cap.Pair("GSO", code) for code in codes if code.isascii() and code.isdigit()),
    )
