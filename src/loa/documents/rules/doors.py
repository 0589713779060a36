"""What may be done with a document next: one table, in the order of the buttons, the next act of each state first.

It must not know who asks: `queries.doors` judges the rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.documents.rules.words import DocumentState as S
from loa.units.permissions import Permission

Over = Literal["body", "issuer", "own", "closing"]


@dataclass(frozen=True, slots=True)
class Door:
    """An act on a document: the name of its page, the states it fits, the right it asks for, and over which body.

    "own" is the actor's own body; "closing" is the officer named, or who receives or directs for the body. `presses`
    is a button without a page.
    """

    name: str
    label: str | Promise
    symbol: str
    states: tuple[S, ...]
    rights: tuple[Permission, ...]
    over: Over = "body"
    presses: bool = False


BEING_WRITTEN = (S.DRAFT, S.COMMENTING)
TO_COPY = (S.RECEIVED, S.DIRECTED, S.ANSWERED, S.FILED, S.ISSUED)
DOORS = (
    Door(
        "enter_version",
        _("Nhận bản mới vào sổ"),
        "book-2",
        (S.RECEIVED, S.DIRECTED, S.ANSWERED, S.FILED),
        (Permission.DOCUMENTS_RECEIVE,),
        presses=True,
    ),
    Door("direct", _("Cho ý kiến chỉ đạo"), "edit", (S.RECEIVED,), (Permission.DOCUMENTS_DIRECT,)),
    Door(
        "answer",
        _("Soạn văn bản thực hiện"),
        "file-text",
        (S.RECEIVED, S.DIRECTED),
        (Permission.DOCUMENTS_DRAFT,),
    ),
    Door(
        "direct", _("Chỉ đạo thêm"), "edit", (S.DIRECTED, S.ANSWERED, S.FILED), (Permission.DOCUMENTS_DIRECT,)
    ),
    Door("link_answer", _("Ghép văn bản đi"), "link", (S.RECEIVED, S.DIRECTED, S.FILED), (), "closing"),
    Door("file_away", _("Lưu, không phải thực hiện"), "archive", (S.RECEIVED, S.DIRECTED), (), "closing"),
    Door("send_back", _("Trả lại nơi gửi"), "arrow-back-up", (S.RECEIVED,), (Permission.DOCUMENTS_RECEIVE,)),
    Door(
        "mend",
        _("Bổ sung thông tin"),
        "list-check",
        (S.RECEIVED, S.DIRECTED, S.ANSWERED, S.FILED),
        (Permission.DOCUMENTS_RECEIVE,),
    ),
    Door("sign", _("Xem để ký"), "signature", (S.SIGNING,), (Permission.DOCUMENTS_SIGN,), "issuer"),
    Door("issue", _("Ban hành"), "send", (S.SIGNED,), (Permission.DOCUMENTS_ISSUE,), "issuer"),
    Door("edit", _("Soạn tiếp"), "edit", BEING_WRITTEN, (Permission.DOCUMENTS_DRAFT,)),
    Door("submit", _("Trình ký"), "signature", BEING_WRITTEN, (Permission.DOCUMENTS_DRAFT,), presses=True),
    Door("ask", _("Lấy ý kiến"), "messages", BEING_WRITTEN, (Permission.DOCUMENTS_DRAFT,)),
    Door(
        "comment",
        _("Góp ý"),
        "message",
        (*BEING_WRITTEN, S.SIGNING),
        (Permission.DOCUMENTS_DRAFT, Permission.DOCUMENTS_SIGN),
        "own",
    ),
    Door(
        "close_comments",
        _("Kết thúc lấy ý kiến"),
        "check",
        (S.COMMENTING,),
        (Permission.DOCUMENTS_DRAFT,),
        presses=True,
    ),
    Door(
        "take_back",
        _("Rút để sửa"),
        "arrow-back-up",
        (S.SIGNING,),
        (Permission.DOCUMENTS_DRAFT,),
        presses=True,
    ),
    Door("number", _("Chỉ lấy số"), "list-check", (S.SIGNED,), (Permission.DOCUMENTS_ISSUE,), "issuer"),
    Door(
        "return", _("Trả lại để sửa"), "arrow-back-up", (S.SIGNED,), (Permission.DOCUMENTS_ISSUE,), "issuer"
    ),
    Door(
        "sign_version",
        _("Xem bản mới để ký"),
        "signature",
        (S.ISSUED,),
        (Permission.DOCUMENTS_SIGN,),
        "issuer",
    ),
    Door("replace", _("Soạn văn bản thay thế"), "transfer", (S.ISSUED,), (Permission.DOCUMENTS_DRAFT,)),
    Door(
        "reissue",
        _("Đề nghị bản mới cùng số"),
        "git-compare",
        (S.ISSUED,),
        (Permission.DOCUMENTS_ISSUE,),
        "issuer",
    ),
    Door("copy", _("Sao văn bản"), "copy", TO_COPY, (Permission.DOCUMENTS_DRAFT,), "own"),
    Door("recall", _("Thu hồi"), "ban", (S.ISSUED,), (Permission.DOCUMENTS_ISSUE,), "issuer"),
    Door("discard", _("Bỏ dự thảo"), "trash", BEING_WRITTEN, (Permission.DOCUMENTS_DRAFT,)),
    Door("discard", _("Không ban hành"), "trash", (S.SIGNED,), (Permission.DOCUMENTS_ISSUE,), "issuer"),
    Door("restore", _("Lấy lại"), "rotate", (S.DISCARDED,), (Permission.DOCUMENTS_DRAFT,), presses=True),
)
