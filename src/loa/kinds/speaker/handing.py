"""The kind's work in the database: handing contents over to the loudspeakers' room, and asking it what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from loa.channels.base import Message, Result
from loa.speakers.actions import proofs
from loa.speakers.actions.airing import Said, air
from loa.speakers.models import Sound
from loa.speakers.rules.words import why_text
from loa_wire.words import Priority, Why

CORRECTION = "correction"
"""The relation (`Core.relation`) that leaves what it does not reach as it is."""
NO_SOUND = "speaker_no_sound"


def hand_over(messages: Sequence[Message]) -> list[Result]:
    """Lay out and order what the messages say, and return one result for each."""
    by_content: dict[tuple[int, int], list[Message]] = defaultdict(list)
    for message in messages:
        by_content[message.dispatch_id, id(message.content)].append(message)
    return [result for alike in by_content.values() for result in _hand_over(alike)]


def _hand_over(messages: Sequence[Message]) -> list[Result]:
    first = messages[0]
    sound = _sound(first.content)
    if sound is None:
        text = _("Bản tin chưa có bản thu đã nghe duyệt nên loa không phát. Hãy soạn lại bản loa.")
        return [Result.failed(message, NO_SOUND, text) for message in messages]
    refused = air(_said(first, sound), {message.receiver: message.delivery_id for message in messages})
    return [_result(message, refused.get(message.receiver)) for message in messages]


def _sound(content: Mapping[str, Any]) -> Sound | None:
    asked = content.get("sound") or {}
    found = Sound.objects.filter(
        pk=asked.get("id", 0), sha256=asked.get("sha256", ""), heard_by__isnull=False
    )
    return found.first()


def _said(message: Message, sound: Sound) -> Said:
    content = message.content
    return Said(
        source=message.thing,
        dispatch_id=message.dispatch_id,
        title=str(content["title"])[:200],
        code=str(content.get("code", "")),
        version=int(content.get("version", 0)),
        mode=message.mode,
        priority=Priority(content.get("priority", "normal")),
        sound=sound,
        moments=tuple(datetime.fromisoformat(each) for each in content.get("moments", [])),
        valid_until=datetime.fromisoformat(content["valid_until"]) if content.get("valid_until") else None,
        mends=bool(content.get("mends")),
        corrects=str(content.get("corrects", "")),
        narrows=content.get("relation") == CORRECTION,
    )


def _result(message: Message, why: Why | None) -> Result:
    if why is None:
        return Result.accepted(message, message.address)
    return Result.failed(message, f"speaker_{why.value}", why_text(why))


def told(message: Message) -> Result:
    """Return what the plays of a delivery say; nothing laid out means that it may be sent again."""
    is_laid_out, result = proofs.result_of(message.delivery_id)
    if not is_laid_out:
        return Result.failed(message, "speaker_not_ordered", _("Lệnh phát chưa được gửi."), temporary=True)
    return result or Result.accepted(message, message.address)
