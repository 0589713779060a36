"""What every rule is judged with: the pack, what was seen, the parts found; and the words for parts and measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loa.lib.said import Said, say
from loa.papers.checking.finding import Finding, Untold
from loa.papers.checking.parts import Parts
from loa.papers.checking.seen import Seen
from loa.papers.packs import Pack, Rule

Findings = Iterator[Finding]

PART = {
    "name": say("Quốc hiệu"),
    "motto": say("Tiêu ngữ"),
    "parent": say("Tên cơ quan cấp trên"),
    "issuer": say("Tên cơ quan ban hành"),
    "number": say("Số, ký hiệu"),
    "place_date": say("Địa danh, ngày tháng"),
    "letter_subject": say("Trích yếu công văn"),
    "kind": say("Tên loại văn bản"),
    "subject": say("Trích yếu"),
    "body": say("Nội dung"),
    "authority": say("Quyền hạn ký"),
    "signer_title": say("Chức vụ người ký"),
    "signer": say("Họ tên người ký"),
    "recipients_word": say("Chữ “Nơi nhận”"),
    "recipients": say("Danh sách nơi nhận"),
    "annex": say("Phụ lục"),
}
PARTY_NAME = say("Tiêu đề Đảng")
PAGE_NUMBER = say("Số trang")
FONT = say("Phông chữ")
PAPER = say("Khổ giấy")


@dataclass(slots=True)
class Case:
    """One document before one pack; what cannot be told is gathered in `untold`."""

    pack: Pack
    seen: Seen
    parts: Parts
    untold: dict[str, Said] = field(default_factory=dict)

    def rule(self, name: str) -> Rule | None:
        """Return the pack's rule of the name, None where the pack asks nothing of the kind."""
        return self.pack.rules.get(name)

    def finding(self, rule: str, where: Said, found: Said, asked: Said) -> Findings:
        """Yield one finding, or nothing where the pack has no such rule."""
        asked_by = self.rule(rule)
        if asked_by is not None:
            yield Finding(asked_by, where, found, asked)

    def cannot_tell(self, rule: str, why: Said) -> None:
        """Note that the file does not show what the rule asks about."""
        if self.rule(rule) is not None:
            self.untold.setdefault(rule, why)

    def word(self, part: str) -> Said:
        """Return what a part is called on screen."""
        if part == "name" and self.pack.form == "party":
            return PARTY_NAME
        return PART[part]

    def untold_list(self) -> tuple[Untold, ...]:
        """Return what could not be told, in the order of the pack."""
        return tuple(
            Untold(rule, self.untold[name]) for name, rule in self.pack.rules.items() if name in self.untold
        )


def short(text: str, limit: int = 80) -> str:
    """Return a text fit to be quoted."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(number: float) -> str:
    """Return a measure as Vietnamese write it, to a tenth."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")
