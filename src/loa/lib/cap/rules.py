"""What the text of CAP asks for and no schema can hold: words without spaces, references, scopes, areas, expiry.

Source: OASIS CAP 1.2, element tables 3.2.1 to 3.2.4; where 1.1 and 1.0 differ, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from loa.lib.cap.finding import Problem, warning
from loa.lib.cap.rules_info import info_faults
from loa.lib.cap.times import read_loose_time, read_time
from loa.lib.cap.values import Node, quoted_words
from loa.lib.said import say

_NEEDS_REFERENCES = {"Update", "Cancel", "Ack", "Error"}
_FORBIDDEN = {"1.0": re.compile(r"[\s<&]"), "": re.compile(r"[\s,<&]")}


def text_faults(alert: etree._Element, version: str, now: datetime) -> Iterator[Problem]:
    """Yield every rule of the text that the alert breaks; what is missing or malformed is told elsewhere."""
    node = Node(alert)
    for name in ("identifier", "sender"):
        yield from _one_word(node.text(name), name, version)
    yield from _scope(node)
    yield from _references(node, version)
    yield from _lists(node)
    yield from _contents(node)
    sent = read_loose_time(node.text("sent"))
    for info in node.all("info"):
        yield from info_faults(info, version, sent, now)


def _one_word(text: str, name: str, version: str) -> Iterator[Problem]:
    """Source: CAP 1.2, 3.2.1 identifier, sender: no spaces, commas or restricted characters (< and &)."""
    if _FORBIDDEN.get(version, _FORBIDDEN[""]).search(text.strip()):
        message = say(
            "“{name}” ghi “{text}”: không được có dấu cách, dấu phẩy, “<” hoặc “&”.",
            name=name,
            text=" ".join(text.split())[:60],
        )
        yield Problem(name, "characters", message)


def _scope(node: Node) -> Iterator[Problem]:
    scope = node.text("scope")
    if scope == "Restricted" and not node.word("restriction"):
        yield Problem(
            "restriction", "restriction", "Phạm vi “Restricted” phải có “restriction” nói rõ giới hạn ra sao."
        )
    if scope == "Private" and not node.word("addresses"):
        yield Problem("addresses", "addresses", "Phạm vi “Private” phải có “addresses” ghi nơi nhận.")
    if scope in {"Public", "Private"} and node.word("restriction"):
        yield warning("restriction", "scope", "“restriction” chỉ dùng khi phạm vi là “Restricted”.")


def _references(node: Node, version: str) -> Iterator[Problem]:
    words = node.text("references").split()
    msg_type = node.text("msgType")
    if msg_type in _NEEDS_REFERENCES and not words:
        message = say(
            "Thông điệp “{kind}” phải có “references” ghi thông điệp trước (sender,identifier,sent).",
            kind=msg_type,
        )
        yield Problem("references", "references_missing", message)
    if version != "1.0":  # there the form is identifier/sender
        for word in words:
            yield from _reference(word, node)


def _reference(word: str, node: Node) -> Iterator[Problem]:
    parts = word.split(",")
    moment = read_loose_time(parts[2]) if len(parts) == 3 and all(parts) else None
    if moment is None:
        message = say("“{word}” trong “references” không có dạng sender,identifier,sent.", word=word[:80])
        yield Problem("references", "references", message)
        return
    if read_time(parts[2]) is None:
        message = say(
            "Giờ “{text}” trong “references” phải ghi múi giờ bằng số, không dùng “Z”.", text=parts[2]
        )
        yield warning("references", "time_zone", message)
    sent = read_loose_time(node.text("sent"))
    if parts[:2] == [node.word("sender"), node.word("identifier")]:
        same = moment == sent
        message = say("“references” trỏ về chính thông điệp này ({word}).", word=word[:80])
        yield Problem("references", "references_itself", message, is_fatal=same)
    elif sent and moment > sent:
        message = say("“references” trỏ tới thông điệp gửi sau thông điệp này ({word}).", word=word[:80])
        yield warning("references", "references_later", message)


def _lists(node: Node) -> Iterator[Problem]:
    for name in ("addresses", "incidents"):
        if quoted_words(node.text(name)) is None:
            message = say("“{name}” có dấu ngoặc kép chưa đóng. Hãy đóng lại.", name=name)
            yield warning(name, "quotes", message)


def _contents(node: Node) -> Iterator[Problem]:
    kind = node.text("msgType")
    if kind == "Error" and not node.word("note"):
        yield warning("note", "note", "Thông điệp “Error” nên có “note” nói rõ vì sao từ chối.")
    if kind in {"Alert", "Update"} and not node.all("info"):
        yield warning(
            "info", "no_info", "Cảnh báo không có phần “info” nên người nhận không biết phải làm gì."
        )
    if node.word("password"):
        yield warning("password", "password", "“password” đã bị bỏ từ CAP 1.1 vì để lộ mật khẩu.")
