"""Pure decisions about what came back: what speaks against an address, what is too many complaints, how it is told."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

GONE = re.compile(r"5\.1\.(1|2|3|6|10)")
"""Codes that say "no such address" (RFC 3463 §3.2; 5.1.10 is RFC 7505's null MX). 5.1.7 and 5.1.8 speak of the sender."""
AGAINST = r"^5\.(0\.\d+|1\.(0|4|5|9)|2\.(0|1|4)|4\.\d+)$"
"""Codes that speak against an address when they come again and again, for Python and SQL alike.

A full mailbox (5.2.2), a letter too large (5.2.3, 5.3.4), its content (5.6.x) and our own standing (5.7.x) do not.
"""
STRIKES = 3
STRIKES_WITHIN = timedelta(days=30)

COMPLAINTS_WITHIN = timedelta(days=30)
COMPLAINT_LIMIT = 0.003
"""Source: Gmail's "Email sender guidelines" (since February 2024; Yahoo's alike) ask bulk senders to stay below 0.3 %."""
FEWEST_COMPLAINTS = 10

FAILING_FOR = timedelta(hours=1)
KEPT = timedelta(days=400)

_WORDS: tuple[tuple[str, str | Promise], ...] = (
    (r"5\.1\.[78]", gettext_lazy("Thư bị trả lại: máy chủ bên nhận không nhận địa chỉ gửi của cơ quan.")),
    (r"5\.1\.", gettext_lazy("Thư bị trả lại: địa chỉ không tồn tại.")),
    (r"5\.2\.2", gettext_lazy("Thư bị trả lại: hộp thư của người nhận đã đầy.")),
    (r"5\.2\.", gettext_lazy("Thư bị trả lại: hộp thư của người nhận không nhận thư.")),
    (r"5\.4\.", gettext_lazy("Thư bị trả lại: không tìm được đường tới máy chủ bên nhận.")),
    (r"5\.7\.", gettext_lazy("Thư bị trả lại: máy chủ bên nhận từ chối theo quy định của họ.")),
    (r"4\.", gettext_lazy("Thư bị trả lại: máy chủ bên nhận chưa nhận được sau nhiều lần thử.")),
    (r"", gettext_lazy("Thư bị trả lại: máy chủ bên nhận không nhận.")),
)


def reason_of(status: str) -> str:
    """Return the sentence for a status code; the code itself stands beside it in the ledger."""
    return str(next(words for start, words in _WORDS if re.match(start, status)))


def is_gone(status: str) -> bool:
    """Say whether the code alone says that the address does not exist."""
    return GONE.fullmatch(status) is not None


def is_against(status: str) -> bool:
    """Say whether the code speaks against the address when it comes again and again."""
    return re.search(AGAINST, status) is not None


def too_many_complaints(complaints: int, letters: int) -> bool:
    """Say whether mailbox providers will soon refuse what this account sends."""
    return complaints >= FEWEST_COMPLAINTS and complaints > COMPLAINT_LIMIT * letters
