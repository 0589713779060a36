"""What a check answers: findings, each with its rule, and what the file cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from loa.lib.errors import Invalid
from loa.lib.said import Said, say
from loa.papers.packs import Pack, Rule


class Unreadable(Invalid):
    """The file is no docx or PDF that can be read."""

    code = "unreadable_paper"
    message = "Chỉ kiểm tra được tệp .docx hoặc PDF không có mật khẩu. Hãy lưu lại tệp rồi thử lại."


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from a rule: where, what was found, what is asked. Three sentences that can be translated."""

    rule: Rule
    where: Said
    found: Said
    asked: Said

    @property
    def message(self) -> Said:
        """Return the finding as one sentence."""
        return say("{where}: {found}; {asked}.", where=self.where, found=self.found, asked=self.asked)

    @property
    def cited(self) -> Said:
        """Return where the rule stands, and whether that was compared with the original."""
        place = f"{self.rule.source}, {self.rule.clause}" if self.rule.clause else self.rule.source
        if self.rule.verified:
            return say("căn cứ: {place}", place=place)
        return say("căn cứ: {place} – chưa đối chiếu bản gốc", place=place)


@dataclass(frozen=True, slots=True)
class Untold:
    """A rule that this file cannot be judged by, and why."""

    rule: Rule
    why: Said


@dataclass(frozen=True, slots=True)
class Report:
    """The answer on one document. `guessed` says that the pack was chosen by the document's own head."""

    kind: str
    pack: Pack | None
    guessed: bool
    findings: tuple[Finding, ...]
    untold: tuple[Untold, ...]

    @property
    def binding(self) -> tuple[Finding, ...]:
        """Return the findings that must be mended; the others are customs worth a look."""
        return tuple(finding for finding in self.findings if finding.rule.must)
