"""A constructed document as parts, and its plain text in columns, one under the other, or between bars."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
_WIDTH = 92


@dataclass(frozen=True, slots=True)
class Paper:
    """The parts of a document, in the order of their places."""

    name: str
    party: bool
    left: tuple[str, ...]
    number_line: str
    place_date: str
    heading: str
    subject: tuple[str, ...]
    letter_subject: tuple[str, ...]
    opening: str
    grounds: tuple[str, ...]
    body: tuple[str, ...]
    signature: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]
    top: tuple[str, ...]
    after: tuple[str, ...]
    bold_from: int = 0  # the line of the header at which the issuing body begins

    @staticmethod
    def of(record: Mapping[str, Any]) -> Paper:
        """Return the document that a line of the file describes."""
        signature = (*record["authority"], record["title"])
        return Paper(
            record["id"], record["party"], tuple(record["left"]), record["number_line"], record["place_date"],
            record["heading"], tuple(record["subject"]), tuple(record["letter_subject"]), record["opening"],
            tuple(record["grounds"]), tuple(record["body"]), tuple(one for one in signature if one), record["name"],
            tuple(record["recipients"]), tuple(record["top"]), tuple(record["after"]), _own(record),
        )  # fmt: skip

    @property
    def right(self) -> tuple[str, ...]:
        """Return the name of the state with its motto, or of the Party."""
        return (PARTY,) if self.party else (NATION, MOTTO)

    @property
    def rule(self) -> str:
        """Return the sign under the name of the issuing body."""
        return "*" if self.party else "-------"

    @property
    def middle(self) -> tuple[str, ...]:
        """Return what stands between header and signature."""
        opening = (self.opening,) if self.opening else ()
        return (*opening, *self.grounds, *self.body)

    @property
    def to(self) -> tuple[str, ...]:
        """Return the list of recipients as printed."""
        return ("Nơi nhận:", *(f"- {one}" for one in self.recipients)) if self.recipients else ()


def _own(record: Mapping[str, Any]) -> int:
    left = record["left"]
    return next(n for n in range(len(left)) if " ".join(left[n:]) == record["gold"]["agency"])


def side_by_side(left: Sequence[str], right: Sequence[str], *, narrow: bool = False) -> list[str]:
    """Return two columns as rows of text."""
    half = 0 if narrow else _WIDTH // 2 - 4
    count = max(len(left), len(right))
    padded = [*left, *[""] * (count - len(left))], [*right, *[""] * (count - len(right))]
    rows = []
    for a, b in zip(*padded, strict=True):
        gap = "  " if narrow else "    "
        rows.append((a.center(half) + gap + b.center(half)).rstrip() if b else a.center(half).rstrip())
    return rows


def _header(page: Paper) -> tuple[list[str], list[str]]:
    left = [*page.left, page.rule, page.number_line, *page.letter_subject]
    right = [*page.right, "---------------", ""]
    right += [""] * (len(page.left) + 1 - len(right))
    right = right[: len(page.left) + 1] if len(right) > len(page.left) + 1 and page.party else right
    left += [""] * (len(right) - len(left))
    while len(left) > len(right) + 1 + len(page.letter_subject):
        right.append("")
    right = [*right, page.place_date]
    return left, right


def in_columns(page: Paper, *, narrow: bool = False) -> str:
    """Return the document as text whose columns are kept by spaces."""
    left, right = _header(page)
    rows = [*page.top, *side_by_side(left, right, narrow=narrow), ""]
    if page.heading:
        rows += [page.heading.center(_WIDTH), *(one.center(_WIDTH) for one in page.subject), ""]
    for paragraph in page.middle:
        rows += textwrap.wrap("     " + paragraph, _WIDTH)
    signature = [*page.signature, "", "", page.signer]
    rows += ["", *side_by_side(page.to, signature, narrow=narrow), "", *page.after]
    return "\n".join(rows)


def stacked(page: Paper) -> list[str]:
    """Return the document as lines one under the other, as copying from a web page gives it."""
    rows = [
        *page.top,
        *page.left,
        page.rule,
        *page.right,
        "---------------",
        page.number_line,
        *page.letter_subject,
    ]
    rows += [
        page.place_date,
        "",
        *([page.heading] if page.heading else []),
        *page.subject,
        "",
        *page.middle,
        "",
    ]
    return [*rows, *page.to, "", *page.signature, "", page.signer, "", *page.after]


def barred(page: Paper) -> str:
    """Return the document as old converters write tables: cells between bars."""
    left, right = _header(page)
    rows = [*page.top, "", *_bars(left, right), ""]
    rows += [
        *([page.heading, ""] if page.heading else []),
        *([" ".join(page.subject), ""] if page.subject else []),
    ]
    for paragraph in page.middle:
        rows += [paragraph, ""]
    return "\n".join([*rows, *_bars(page.to, [*page.signature, "", "", page.signer]), "", *page.after])


def _bars(left: Sequence[str], right: Sequence[str]) -> list[str]:
    count = max(len(left), len(right))
    pairs = zip([*left, *[""] * (count - len(left))], [*right, *[""] * (count - len(right))], strict=True)
    return [f"|{a:<50}|{b:<60}|" for a, b in pairs]
