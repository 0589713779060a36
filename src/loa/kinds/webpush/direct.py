"""One message to one browser outside the ledger: the proof that a subscription works, and what staff are told.

Never for bulletins: these go through the ledger alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from loa.channels import registry
from loa.channels.models import Mode
from loa.kinds.webpush import calling, queries, vapid
from loa.kinds.webpush.config import WebpushConfig
from loa.kinds.webpush.payloads import letter, sealed
from loa.kinds.webpush.subscriptions import Subscription
from loa.lib import clock
from loa.lib.border import BorderError
from loa.lib.safe_http import fetch

_words = vapid.Words()


class Fate(StrEnum):
    """What became of a message: the service has it, the browser is gone for good, or neither."""

    TAKEN = "taken"
    GONE = "gone"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Note:
    """What is told; a newer one of the same key takes its place, a press opens `path`."""

    key: str
    title: str
    path: str
    text: str = ""
    language: str = "vi"
    is_urgent: bool = False

    def told(self) -> Mapping[str, Any]:
        """Return it as the worker in the browser reads it."""
        first = {"first": self.key, "key": self.key, "title": self.title, "text": self.text, "lines": ""}
        return first | {"url": self.path, "language": self.language, "urgent": self.is_urgent}


def tell(note: Note, to: Subscription) -> Fate:
    """Call the browser's service once; a message whose fate is not clear counts as not taken."""
    private, contact = queries.live_sender()
    if not private or to.key != vapid.public_key(private):
        return Fate.NOT_TAKEN
    told = note.told()
    word = _words.header(private, calling.origin_of(to.endpoint), contact)
    try:
        registry.check_call(registry.get("webpush"), "POST", to.endpoint)
        fetch(
            to.endpoint,
            method="POST",
            policy=calling.policy_of(Mode.LIVE, WebpushConfig(contact)),
            headers=calling.headers_of(told, to, word, clock.now()),
            body=sealed(letter(told), to),
        )
    except BorderError as error:
        return Fate.GONE if error.facts.get("status") in {404, 410} else Fate.NOT_TAKEN
    return Fate.TAKEN
