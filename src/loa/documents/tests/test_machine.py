"""The life of documents as a state machine: whatever people do in whatever order, some things never happen."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from loa.clocks.models import Clock
from loa.documents import actions
from loa.documents.models import Document, Register, Version
from loa.documents.queries.people import hands
from loa.documents.rules import moves
from loa.documents.rules.words import DocumentState
from loa.journal.models import Entry
from loa.lib.errors import DomainError
from tests.papers import Office

pytestmark = pytest.mark.django_db

EVERYBODY = st.sampled_from(["editor", "approver", "leader", "clerk", "ward_officer", "stranger"])


class Life(RuleBasedStateMachine):
    """One document and the people around it; `office` and `side` are set by the test."""

    office: ClassVar[Office]
    side: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.texts: dict[int, str] = {}
        self.number = ""
        self.saves = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def do(self, act: Any, who: str, **facts: Any) -> None:
        """Try one act; a refusal leaves everything as it was, and what is done follows the table."""
        before = self.seen()
        old = DocumentState(self.document.state)
        try:
            with transaction.atomic():
                act(actor=getattr(self.office.world, who), **facts)
        except DomainError:
            assert self.seen() == before
            return
        self.document.refresh_from_db()
        new = DocumentState(self.document.state)
        assert new == old or moves.can_move(old, new)

    def seen(self) -> tuple[Any, ...]:
        self.document.refresh_from_db()
        marks = Document.objects.order_by("pk").values_list("pk", "state", "full_number", "version")
        return (
            *marks,
            *Register.objects.values_list("pk", "last"),
            Entry.objects.count(),
            Version.objects.count(),
        )

    @initialize()
    def begin(self) -> None:
        self.office.number_here()
        self.document = self.office.draft() if self.side == "outgoing" else self.office.received()

    @rule(who=EVERYBODY, words=st.sampled_from(["một", "hai"]))
    def save(self, who: str, words: str) -> None:
        self.saves += 1
        text = f"{words} {self.saves}"
        base = self.document.version
        self.do(actions.save, who, document=self.document, base_version=base, header_fields={}, text=text)

    @rule(who=EVERYBODY)
    def ask(self, who: str) -> None:
        self.do(actions.ask_comments, who, document=self.document, bodies=[self.office.world.ward_a])

    @rule(who=EVERYBODY)
    def submit(self, who: str) -> None:
        self.do(actions.submit, who, document=self.document)

    @rule(who=EVERYBODY, behind=st.booleans())
    def sign(self, who: str, behind: bool) -> None:
        seen = self.document.version - behind
        self.do(actions.sign, who, document=self.document, seen_version=seen)

    @rule(who=EVERYBODY, act=st.sampled_from([actions.take_back, actions.restore, actions.close_comments]))
    def press(self, who: str, act: Any) -> None:
        self.do(act, who, document=self.document)

    @rule(
        who=EVERYBODY,
        act=st.sampled_from([actions.number, actions.issue]),
        typed=st.sampled_from(["", "7/KH"]),
    )
    def number_or_issue(self, who: str, act: Any, typed: str) -> None:
        self.do(act, who, document=self.document, typed=typed)

    @rule(
        who=EVERYBODY,
        act=st.sampled_from(
            [actions.return_draft, actions.discard, actions.recall, actions.file_away, actions.send_back]
        ),
        reason=st.sampled_from(["", "Xem lại"]),
    )
    def end(self, who: str, act: Any, reason: str) -> None:
        self.do(act, who, document=self.document, reason=reason)

    @rule(who=EVERYBODY)
    def replace(self, who: str) -> None:
        self.do(actions.replace, who, original=self.document, reason="Đổi thời gian")

    @rule(who=EVERYBODY)
    def direct(self, who: str) -> None:
        officer = self.office.world.editor.post
        self.do(actions.direct, who, document=self.document, text="Xử lý", officer=officer)

    @invariant()
    def what_was_written_stays(self) -> None:
        if not hasattr(self, "document"):
            return
        for row in Version.objects.filter(document=self.document):
            assert self.texts.setdefault(row.number, row.text) == row.text
        assert len(self.texts) == self.document.version

    @invariant()
    def a_number_once_given_stays_and_the_register_has_no_gap(self) -> None:
        if not hasattr(self, "document"):
            return
        self.document.refresh_from_db()
        assert not self.number or self.document.full_number == self.number
        self.number = self.document.full_number
        for register in Register.objects.all():
            given = sorted(register.documents.values_list("serial", flat=True))
            assert given == list(range(1, register.last + 1))

    @invariant()
    def nothing_is_signed_by_its_writers_or_in_force_without_a_number(self) -> None:
        if not hasattr(self, "document"):
            return
        signed = (
            Entry.objects.filter(thing=self.document.thing, verb="documents.signed").order_by("pk").last()
        )
        if self.document.state in {"signed", "issued"}:
            assert signed
            assert signed.facts["version"] == self.document.version
            assert int(signed.person) not in {person.pk for person in hands(self.document)}
        assert self.document.state != "issued" or self.document.full_number
        running = Clock.objects.filter(thing=self.document.thing, stopped_at__isnull=True)
        runs = {
            "signing": "documents.sign",
            "received": "documents.direct",
            "directed": "documents.carry_out",
        }
        waits = runs.get(self.document.state)
        assert list(running.values_list("purpose", flat=True)) == ([waits] if waits else [])


@pytest.mark.parametrize("side", ["outgoing", "incoming"])
def test_no_order_of_acts_breaks_the_rules(office: Office, side: str) -> None:
    run_state_machine_as_test(
        type("Bound", (Life,), {"office": office, "side": side}),
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
