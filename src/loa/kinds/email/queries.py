"""Reads of what came back: whose letter it was, how often, and what a page of an account shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum

from loa.audience.models import ContactKind
from loa.audience.sources import SubscriberSource
from loa.channels.models import Account, AccountState
from loa.channels.queries import list_accounts, visible_to
from loa.delivery.models import Delivery, Tally, Target
from loa.delivery.rules import ID_BITS
from loa.delivery.states import FAILED, REACHED
from loa.kinds.email import rules
from loa.kinds.email.models import Bounce, Came, Mailbox
from loa.lib import clock
from loa.units.access import Who

_DELIVERY_MONTHS = timedelta(
    days=62
)  # how long before its bounce a letter's dispatch may have begun, and a month more


@dataclass(frozen=True)
class Standing:
    """How the letters of an account fared in the last thirty days; `share` of complaints in percent."""

    counts: dict[str, int]
    letters: int
    is_bad: bool

    @property
    def complaints(self) -> int:
        """Return how many receivers called a letter spam."""
        return self.counts.get(Came.COMPLAINT, 0)

    @property
    def share(self) -> float:
        """Return the complaints in percent of the letters taken in."""
        return 100 * self.complaints / self.letters if self.letters else 0.0


def letter(delivery_id: int | None) -> Delivery | None:
    """Return the delivery that a signed name points at, if the ledger still holds it."""
    return Delivery.objects.filter(pk=delivery_id).first() if delivery_id is not None else None


def has_mailbox(account_id: int) -> bool:
    """Say whether the mailbox to which the account's bounces come is read."""
    return Mailbox.objects.filter(account_id=account_id).exists()


def account_of(delivery: Delivery) -> Account:
    """Return through which account a letter went, with its body."""
    return Account.objects.select_related("body").get(pk=delivery.account_id)


def contact_of(delivery: Delivery) -> int | None:
    """Return the contact to which a letter went; None when its receivers are not subscribers."""
    source = Target.objects.filter(chunks=delivery.pk >> ID_BITS).values_list("source", flat=True).first()
    return delivery.receiver if source == SubscriberSource(ContactKind.EMAIL).key else None


def count_against(delivery: Delivery, since: datetime) -> int:
    """Return how many letters to the same receiver came back for good since then, by codes that speak against it."""
    bad = Bounce.objects.filter(kind=Came.HARD, status__regex=rules.AGAINST, at__gte=since)
    same = Delivery.objects.filter(
        pk__in=bad.values("delivery_id"),
        receiver=delivery.receiver,
        month__gte=(since - _DELIVERY_MONTHS).date(),
        account_id__in=Account.objects.filter(kind="email").values("pk"),
    )
    return same.count()


def standing_of(account: Account) -> Standing:
    """Return how the account's letters fared in the last thirty days."""
    since = clock.now() - rules.COMPLAINTS_WITHIN
    rows = account.bounces.filter(at__gte=since).order_by().values_list("kind").annotate(n=Count("pk"))
    cells = Tally.objects.filter(
        account_id=account.pk, dispatch__created_at__gte=since, state__in=REACHED | FAILED
    )
    letters = cells.aggregate(n=Sum("count"))["n"] or 0
    counts = dict(rows)
    bad = rules.too_many_complaints(counts.get(Came.COMPLAINT, 0), letters)
    return Standing(counts, letters, bad)


def email_accounts(actor: Who) -> QuerySet[Account]:
    """Return the visible e-mail accounts with `body_name`."""
    return list_accounts(actor).filter(kind="email")


def list_bounces(account: Account) -> QuerySet[Bounce]:
    """Return what came back for an account's letters."""
    return account.bounces.all()


def mailbox_of(account: Account) -> Mailbox | None:
    """Return where the account's bounces come in, if that is set."""
    return Mailbox.objects.filter(account=account).first()


def mailboxes_in_use() -> list[int]:
    """Return the mailboxes of accounts that are not closed."""
    rows = Mailbox.objects.exclude(account__state=AccountState.CLOSED).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def count_unreadable(actor: Who) -> int:
    """Return how many mailboxes in reach could not be read for a while."""
    late = clock.now() - rules.FAILING_FOR
    return Mailbox.objects.filter(account__in=visible_to(actor), failing_since__lte=late).count()
