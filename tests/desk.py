"""A city desk for tests: accounts, subscribers, and short hands from draft to sent; fixture `desk`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F

from loa.audience.actions import Arrival, Choice, import_subscribers
from loa.bulletins import actions
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.release import Proof
from loa.channels import registry
from loa.channels.actions import open_account
from loa.channels.models import Account
from loa.delivery import rules, schedule
from loa.delivery.models import Chunk
from loa.delivery.states import State
from loa.lib import clock
from loa.units.actor import Actor
from tests.world import World

TITLE = "Phun hóa chất diệt muỗi tại phường Láng Hạ"
TEXT = (
    "Từ 7h30 đến 11h30 ngày 05/9/2027, Trung tâm Y tế tổ chức phun hóa chất diệt muỗi tại Nhà văn hóa tổ 3. "
    "Đề nghị các hộ gia đình ở nhà và che đậy thức ăn. Đường dây nóng: 024 3825 3536."
)


RIGHT = TEXT.replace("05/9/2027", "06/9/2027")
WARD = (
    "Kính mời bà con phường ta ở nhà từ 7 giờ 30 đến 11 giờ 30 ngày 5 tháng 9 năm 2027: Trung tâm Y tế phun hóa chất "
    "diệt muỗi tại Nhà văn hóa tổ 3. Gọi 024 3825 3536."
)
WRONG = WARD.replace("ngày 5 tháng 9", "ngày 6 tháng 9")


def proof(minutes_ago: float = 0) -> Proof:
    """Return the sign-in of somebody who proved a second factor a moment ago."""
    return Proof(second_factor=True, at=clock.now() - timedelta(minutes=minutes_ago))


@dataclass
class Desk:
    """A city with accounts and subscribers, and short hands for the acts of a test."""

    world: World
    website: Account
    email: Account
    exercise_site: Account
    receivers: list[int] = field(default_factory=list)

    def draft(
        self, *, actor: Actor | None = None, title: str = TITLE, text: str = TEXT, **settings: Any
    ) -> Bulletin:
        """Return a draft that lacks nothing but locked facts."""
        bulletin = actions.draft(actor=actor or self.world.editor, title=title, text=text)
        chosen = {
            "areas": [self.world.ward_a_area, self.world.ward_b_area],
            "accounts": [self.website, self.email],
            "source": "Kế hoạch 12/KH-UBND",
            "valid_until": clock.now() + timedelta(days=2),
        }
        actions.configure(actor=actor or self.world.editor, bulletin=bulletin, **(chosen | settings))
        return bulletin

    def ready(self, **settings: Any) -> Bulletin:
        """Return a draft with locked facts."""
        bulletin = self.draft(**settings)
        actions.lock_facts(actor=self.world.editor, bulletin=bulletin)
        return bulletin

    def submitted(self, **settings: Any) -> Bulletin:
        """Return a bulletin that waits for its release."""
        bulletin = self.ready(**settings)
        actions.send_for_release(actor=self.world.editor, bulletin=bulletin)
        return bulletin

    def release(self, bulletin: Bulletin, actor: Actor | None = None, **changes: Any) -> Any:
        """Release over the hash of the open request."""
        seen = bulletin.submissions.get(state="open").hash
        return actions.release(
            **{
                "actor": actor or self.world.approver,
                "bulletin": bulletin,
                "seen_hash": seen,
                "proof": proof(),
                **changes,
            }
        )

    def sent(self, **settings: Any) -> Bulletin:
        """Return a bulletin whose hold is over."""
        bulletin = self.submitted(**settings)
        row = self.release(bulletin)
        self.end_hold(bulletin)
        assert row.dispatch is not None
        return bulletin

    def end_hold(self, bulletin: Bulletin) -> None:
        """Let the ledger's clock and then the room's act as if the hold had passed."""
        with time_machine.travel(clock.now() + timedelta(seconds=16), tick=False):
            schedule.start_due()
            actions.run_due_times()
        bulletin.refresh_from_db()


def make_desk(world: World) -> Desk:
    """Open the desk's accounts and bring its subscribers in."""

    def account(kind: str, name: str, mode: str = "live", config: dict[str, Any] | None = None) -> Account:
        return open_account(
            actor=world.admin, body=world.city, kind=kind, name=name, mode=mode, config=config or {}
        )

    smtp = {"host": "127.0.0.1", "sender": "tin@example.vn", "security": "none"}
    email = account("email", "Thư của Ban", config=smtp)
    choices = [Choice([world.ward_a_area]), Choice([world.ward_a_area]), Choice([world.ward_b_area])]
    arrivals = [Arrival(f"nguoi{n}@example.vn", choice) for n, choice in enumerate(choices)]
    imported = import_subscribers(actor=world.editor, body=world.city, arrivals=arrivals, basis="Phiếu 01")
    return Desk(
        world=world,
        website=account("website", "Trang của Ban"),
        email=email,
        exercise_site=account("website", "Trang diễn tập", "exercise"),
        receivers=imported.ids,
    )


@pytest.fixture
def desk(world: World, keyring: object) -> Desk:
    return make_desk(world)


@pytest.fixture
def strong() -> Callable[..., Proof]:
    return proof


REACHED = """
INSERT INTO delivery_delivery_{:%Y%m}
       (id, month, dispatch_id, account_id, content_id, receiver, area_id, mode, state, rank)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def reach(desk: Desk, bulletin: Bulletin) -> None:
    """Write what the ledger would hold once every receiver of the first dispatch was reached."""
    dispatch = bulletin.releases.get().dispatch
    assert dispatch
    for chunk in Chunk.objects.filter(dispatch=dispatch).select_related("target"):
        target = chunk.target
        source = registry.get_source(target.source)
        frame = [dispatch.month, dispatch.pk, target.account_id, target.content_id]
        ending = [dispatch.mode, State.DELIVERED, rules.rank(State.DELIVERED)]
        with connection.cursor() as cursor:
            cursor.execute(*source.expand_sql(target.rule, dispatch.as_of, chunk.low, chunk.high))
            for place, (receiver, area) in enumerate(cursor.fetchall()):
                delivery = (chunk.pk << rules.ID_BITS) + place
                cursor.execute(REACHED.format(dispatch.month), [delivery, *frame, receiver, area, *ending])
    Chunk.objects.filter(dispatch=dispatch).update(expanded=F("expected"))
