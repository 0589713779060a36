"""Tells the ledger what became of deliveries, once their plays allow a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from loa.channels.base import Outcome, Result
from loa.channels.models import Account
from loa.delivery.actions import note_called_off, record_receipts
from loa.delivery.models import Delivery
from loa.delivery.states import Why as LedgerWhy
from loa.speakers.models import Play
from loa.speakers.rules import proving
from loa.speakers.rules.foreign import SAID_SOUNDED, TOLD_WORDS
from loa.speakers.rules.words import why_text

_Play = tuple[str, str, str]  # state, why, told


def settle(delivery_ids: Collection[int]) -> int:
    """Say of each delivery what its plays make of it, part of the caller's transaction; return how many words that were.

    Words add up in the ledger and the heaviest counts, so that saying one twice changes nothing.
    """
    wanted = {each for each in delivery_ids if each}
    if not wanted:
        return 0
    plays = _plays_of(wanted)
    accounts: dict[int, list[Result]] = defaultdict(list)
    for key, account in Delivery.objects.filter(pk__in=wanted).values_list("pk", "account_id"):
        if result := _result(key, plays[key]):
            accounts[account].append(result)
    known = Account.objects.in_bulk(list(accounts))
    off = [
        key for key, mine in plays.items() if proving.is_called_off([state for state, _why, _told in mine])
    ]
    written = note_called_off(off) if off else 0
    return written + sum(
        record_receipts(account=known[key], results=results) for key, results in accounts.items()
    )


def result_of(delivery: int) -> tuple[bool, Result | None]:
    """Return whether anything was laid out for a delivery, and what its plays make of it; None as long as nothing can be said."""
    plays = _plays_of([delivery])[delivery]
    return bool(plays), _result(delivery, plays)


def _plays_of(delivery_ids: Collection[int]) -> dict[int, list[_Play]]:
    plays: dict[int, list[_Play]] = defaultdict(list)
    rows = Play.objects.filter(delivery_id__in=delivery_ids)
    for key, state, why, told in rows.values_list("delivery_id", "state", "why", "told"):
        plays[key].append((state, why, told))
    return plays


def _result(delivery: int, plays: Collection[_Play]) -> Result | None:
    outcome = proving.delivery_outcome([state for state, _why, _told in plays])
    if outcome is None:
        return None
    if outcome == Outcome.UNKNOWN:
        told = any(word in SAID_SOUNDED for _state, _why, word in plays)
        text = str(TOLD_WORDS["ended"]) if told else ""
        return Result(delivery, outcome, LedgerWhy.NO_PROOF, text[:1].upper() + text[1:])
    why = next((why for _state, why, _told in plays if why), "") if outcome != Outcome.PLAYED else ""
    text = why_text(why)
    return Result(delivery, outcome, why, text[:1].upper() + text[1:])
