"""Tells the ledger what became of deliveries, once their plays allow a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from loa.channels.base import Outcome, Result
from loa.channels.models import Account
from loa.delivery.actions import record_receipts
from loa.delivery.models import Delivery
from loa.delivery.states import Why as LedgerWhy
from loa.speakers.models import Play
from loa.speakers.rules import proving
from loa.speakers.rules.foreign import SAID_SOUNDED, TOLD_WORDS
from loa.speakers.rules.words import WHY_WORDS
from loa_wire.words import Why


def settle(delivery_ids: Collection[int]) -> int:
    """Say of each delivery what its plays make of it, part of the caller's transaction; return how many words that were.

    Words add up in the ledger and the heaviest counts, so that saying one twice changes nothing.
    """
    wanted = {each for each in delivery_ids if each}
    if not wanted:
        return 0
    plays: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for key, state, why, told in Play.objects.filter(delivery_id__in=wanted).values_list(
        "delivery_id", "state", "why", "told"
    ):
        plays[key].append((state, why, told))
    accounts: dict[int, list[Result]] = defaultdict(list)
    for key, account in Delivery.objects.filter(pk__in=wanted).values_list("pk", "account_id"):
        if result := _result(key, plays[key]):
            accounts[account].append(result)
    known = Account.objects.in_bulk(list(accounts))
    return sum(record_receipts(account=known[key], results=results) for key, results in accounts.items())


def _result(delivery: int, plays: Collection[tuple[str, str, str]]) -> Result | None:
    outcome = proving.delivery_outcome([state for state, _why, _told in plays])
    if outcome is None:
        return None
    if outcome == Outcome.UNKNOWN:
        told = any(word in SAID_SOUNDED for _state, _why, word in plays)
        text = str(TOLD_WORDS["ended"]) if told else ""
        return Result(delivery, outcome, LedgerWhy.NO_PROOF, text[:1].upper() + text[1:])
    why = next((why for _state, why, _told in plays if why), "") if outcome != Outcome.PLAYED else ""
    text = str(WHY_WORDS[Why(why)]) if why in WHY_WORDS else ""
    return Result(delivery, outcome, why, text[:1].upper() + text[1:])
