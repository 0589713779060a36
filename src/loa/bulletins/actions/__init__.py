"""Everything that changes a bulletin; each act is one transaction with one journal row."""

from __future__ import annotations

from loa.bulletins.actions.adapting import adapt, set_aside
from loa.bulletins.actions.attaching import add_attachment, add_picture, remove
from loa.bulletins.actions.correcting import (
    correct,
    countersign,
    draft_replacement,
    release_alone,
    supersede,
    withdraw,
)
from loa.bulletins.actions.drafting import (
    autosave,
    configure,
    discard,
    draft,
    draft_from_template,
    open_to_wards,
    restore,
    save,
)
from loa.bulletins.actions.facts import lock_facts
from loa.bulletins.actions.on_air import begin_on_air, choose_moments, hear, read_aloud, speak, take_recording
from loa.bulletins.actions.releasing import recall, release, renew, return_, send_for_release, undo
from loa.bulletins.actions.sharing import share_in_group
from loa.bulletins.actions.timing import expire, run_due, run_due_times, run_expiry

__all__ = [
    "adapt",
    "add_attachment",
    "add_picture",
    "autosave",
    "begin_on_air",
    "choose_moments",
    "configure",
    "correct",
    "countersign",
    "discard",
    "draft",
    "draft_from_template",
    "draft_replacement",
    "expire",
    "hear",
    "lock_facts",
    "open_to_wards",
    "read_aloud",
    "recall",
    "release",
    "release_alone",
    "remove",
    "renew",
    "restore",
    "return_",
    "run_due",
    "run_due_times",
    "run_expiry",
    "save",
    "send_for_release",
    "set_aside",
    "share_in_group",
    "speak",
    "supersede",
    "take_recording",
    "undo",
    "withdraw",
]
