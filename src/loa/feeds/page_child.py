"""The child that reads web pages: a process of its own, since the extractor needs more time than a feed may cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from loa.feeds.articles import parse_article
from loa.feeds.child import Question, serve
from loa.feeds.model import Article, no_article

SECONDS: Final = 5.0
"""Of processor time for one page."""


def read_page(message: bytes) -> Article:
    """Answer one message: a line of JSON with the address and the charset named, then the page."""
    head, _, data = message.partition(b"\n")
    given = json.loads(head)
    return parse_article(data, link=given["link"], charset=given["charset"])


QUESTIONS: Final[Mapping[bytes, Question]] = {b"a": (read_page, no_article)}

if __name__ == "__main__":
    serve(QUESTIONS, SECONDS)
