"""Documents for tests: short hands from a draft to an issued one; fixture `office`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from loa.documents import actions
from loa.documents.actions import Content
from loa.documents.models import Document
from loa.papers.reading.constructed.paper import Paper
from loa.units.actor import Actor
from loa.units.models import Role
from tests.world import World, make_actor

SUBJECT = "Kế hoạch tuyên truyền phòng, chống dịch bệnh mùa mưa"
TEXT = (
    "I. MỤC ĐÍCH\n\nNâng cao nhận thức của Nhân dân.\n\nII. NỘI DUNG\n\nTổ chức phát thanh hai lần mỗi ngày."
)


@dataclass
class Office:
    """The offices of the world and short hands for the acts of a test."""

    world: World
    ward_clerk: Actor
    ward_leader: Actor

    def draft(self, *, actor: Actor | None = None, text: str = TEXT, **more: Any) -> Document:
        """Return a draft of the city's editor."""
        who = actor or self.world.editor
        links = {name: more.pop(name) for name in ("drafted_for", "carries_out") if name in more}
        known = {"kind": "KẾ HOẠCH", "subject": SUBJECT, **more}
        return actions.draft(actor=who, body=who.body, header_fields=known, content=Content(text), **links)

    def submitted(self, **more: Any) -> Document:
        """Return a draft that waits for its signature."""
        document = self.draft(**more)
        return actions.submit(actor=more.get("actor") or self.world.editor, document=document)

    def signed(self, **more: Any) -> Document:
        """Return a document that waits for its number."""
        document = self.submitted(**more)
        return actions.sign(actor=self.world.approver, document=document, seen_version=document.version)

    def issued(self, *, typed: str = "", **more: Any) -> Document:
        """Return an issued document; the number is the register's, or the typed one."""
        return actions.issue(actor=self.world.clerk, document=self.signed(**more), typed=typed)

    def reissued(self, document: Document, *, text: str, note: str = "Sửa chữ") -> Document:
        """Put a new version of an issued document forward and let the approver sign it."""
        base = document.version
        put = actions.propose_version(
            actor=self.world.clerk, document=document, base_version=base, note=note, text=text
        )
        return actions.reissue(actor=self.world.approver, document=put, seen_version=base + 1)

    def received(
        self, *, number: str = "12/KH-UBND", agency: str = "Ủy ban nhân dân thành phố", **more: Any
    ) -> Document:
        """Return a document of another agency in the city's register."""
        known = {
            "full_number": number,
            "agency": agency,
            "subject": SUBJECT,
            "dated": date(2026, 11, 20),
        } | more
        return actions.receive(
            actor=self.world.clerk, body=self.world.city, header_fields=known, content=Content(TEXT)
        )

    def directed(self, **more: Any) -> Document:
        """Return a received document that a leader gave to the city's editor."""
        document = self.received(**more)
        actions.direct(
            actor=self.world.leader,
            document=document,
            text="Tham mưu kế hoạch",
            officer=self.world.editor.post,
        )
        document.refresh_from_db()
        return document

    def number_here(self, *, symbol: str = "BTGDV") -> None:
        """Let the city take its numbers here."""
        actions.set_numbering(
            actor=self.world.clerk, body=self.world.city, kind="", is_on=True, symbol=symbol
        )


def make_office(world: World) -> Office:
    """Build the offices of a world."""
    return Office(
        world=world,
        ward_clerk=make_actor("Cao Thị Văn", world.ward_a, Role.CLERK),
        ward_leader=make_actor("Hà Văn Chủ", world.ward_a, Role.LEADER),
    )


@pytest.fixture
def office(world: World, keyring: object) -> Office:
    """Build the offices in the test's own transaction."""
    return make_office(world)


def printed(**changes: Any) -> Paper:
    """Return an official letter of another agency as it lies on paper; no such document exists."""
    page = Paper(
        name="thu",
        party=False,
        left=("ỦY BAN NHÂN DÂN", "THÀNH PHỐ SÔNG HỒNG"),
        number_line="Số: 215/KH-UBND",
        place_date="Sông Hồng, ngày 20 tháng 11 năm 2026",
        heading="KẾ HOẠCH",
        subject=("Tuyên truyền phòng, chống dịch bệnh mùa đông xuân",),
        letter_subject=(),
        opening="",
        grounds=("Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007;",),
        body=("Tổ chức phát thanh hai lần mỗi ngày đến hết tháng 12 năm 2026.",),
        signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        signer="Lê Thị Mẫu",
        recipients=("Sở Y tế;", "Lưu: VT."),
        top=(),
        after=(),
    )
    return replace(page, **changes)
