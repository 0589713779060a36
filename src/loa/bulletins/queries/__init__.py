"""What may be read of bulletins, by whom; every list for staff starts from `visible_to`."""

from __future__ import annotations

from loa.bulletins.queries.check import Check, check
from loa.bulletins.queries.desk import (
    Todo,
    access_bulletin,
    current_release,
    last_submission,
    list_bulletins,
    open_submission,
    todo,
    undo_until,
    visible_to,
    waiting_for_countersign,
    waiting_for_release,
    waiting_for_wording,
)
from loa.bulletins.queries.outgoing import Outgoing, outgoing, url_of
from loa.bulletins.queries.people import hands, possible_approvers
from loa.bulletins.queries.public import (
    Match,
    codes_in,
    corrections,
    corrections_of,
    emergencies,
    find_by_code,
    get_public,
    public,
    texts_of,
    verify_text,
)
from loa.bulletins.queries.texts import core_text, current_renditions, current_text, current_texts, versions

__all__ = [
    "Check",
    "Match",
    "Outgoing",
    "Todo",
    "access_bulletin",
    "check",
    "codes_in",
    "core_text",
    "corrections",
    "corrections_of",
    "current_release",
    "current_renditions",
    "current_text",
    "current_texts",
    "emergencies",
    "find_by_code",
    "get_public",
    "hands",
    "last_submission",
    "list_bulletins",
    "open_submission",
    "outgoing",
    "possible_approvers",
    "public",
    "texts_of",
    "todo",
    "undo_until",
    "url_of",
    "verify_text",
    "versions",
    "visible_to",
    "waiting_for_countersign",
    "waiting_for_release",
    "waiting_for_wording",
]
