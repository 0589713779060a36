"""Every act of the room: one transaction, one journal row."""

from __future__ import annotations

from loa.documents.actions.drafting import (
    ask_comments,
    close_comments,
    comment,
    copy,
    discard,
    draft,
    replace,
    restore,
    save,
    submit,
    take_back,
)
from loa.documents.actions.entering import enter, enter_version
from loa.documents.actions.issuing import issue, number, recall, take_in_signed
from loa.documents.actions.numbering import set_numbering
from loa.documents.actions.receiving import direct, file_away, link_answer, mend, receive, send_back
from loa.documents.actions.reissuing import propose_version, reissue, return_version
from loa.documents.actions.signing import return_draft, sign
from loa.documents.actions.taking_in import confirm, drop_again, drop_in
from loa.documents.actions.templates import remove_template, set_template
from loa.documents.actions.versions import Content

__all__ = [
    "Content",
    "ask_comments",
    "close_comments",
    "comment",
    "confirm",
    "copy",
    "direct",
    "discard",
    "draft",
    "drop_again",
    "drop_in",
    "enter",
    "enter_version",
    "file_away",
    "issue",
    "link_answer",
    "mend",
    "number",
    "propose_version",
    "recall",
    "receive",
    "reissue",
    "remove_template",
    "replace",
    "restore",
    "return_draft",
    "return_version",
    "save",
    "send_back",
    "set_numbering",
    "set_template",
    "sign",
    "submit",
    "take_back",
    "take_in_signed",
]
