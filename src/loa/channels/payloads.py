"""The whole of a message as JSON, for kinds that pass on everything a reader may know."""

from __future__ import annotations

from typing import Any

from loa.channels.base import Core
from loa.channels.marks import marked_title


def whole(core: Core) -> dict[str, Any]:
    """Return everything that is said, the title with its mark; times as ISO text."""
    return {
        "title": marked_title(core),
        "text": core.text,
        "html": core.html,
        "summary": core.summary,
        "issuer": core.issuer,
        "approver": core.approver,
        "source": core.source,
        "code": core.code,
        "url": core.url,
        "language": core.language,
        "priority": core.priority,
        "areas": list(core.areas),
        "valid_from": core.valid_from.isoformat() if core.valid_from else "",
        "valid_until": core.valid_until.isoformat() if core.valid_until else "",
        "relation": core.relation,
        "corrects": core.corrects,
        "extra": dict(core.extra),
    }
