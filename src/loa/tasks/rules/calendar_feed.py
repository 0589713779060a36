"""Due days as an iCalendar file (RFC 5545): one all-day event each, the same UID for ever, a sequence that only rises.

It must not read the database; what a person may see is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, vDuration, vText, vUri

PRODUCT = "-//Loa//Loa//VI"
REFRESH = timedelta(hours=1)
ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Entry:
    """One due day as a calendar program gets it."""

    key: str  # "assignment-12": with the host it is the UID
    sequence: int
    title: str
    text: str
    due_on: date
    url: str
    changed_at: datetime
    cancelled: bool = False


def digest_of(token: str) -> str:
    """Return what is kept of a secret address."""
    return sha256(token.encode()).hexdigest()


def version(entries: Iterable[Entry]) -> str:
    """Return a digest that changes whenever the file does."""
    told = "\n".join(repr(entry) for entry in entries)
    return sha256(told.encode()).hexdigest()[:32]


def write(entries: Iterable[Entry], *, host: str, name: str) -> bytes:
    """Return the file; the same entries give the same bytes.

    Source: RFC 5545, sections 3.6.1, 3.8.4.7 and 3.8.7; RFC 7986, sections 5.1 and 5.7.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar["name"] = calendar["x-wr-calname"] = vText(name)
    calendar["x-wr-timezone"] = vText(ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    calendar["x-published-ttl"] = vDuration(REFRESH)
    for entry in entries:
        calendar.add_component(_event(entry, host))
    return bytes(calendar.to_ical())


def _event(entry: Entry, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event["url"] = vUri(entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
