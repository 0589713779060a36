"""Whom a bulletin reaches: for every account and language a rule of a receiver source, and how many it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries.texts import current_texts
from loa.bulletins.rules.moves import MENDING
from loa.bulletins.rules.release import Reach
from loa.channels import registry
from loa.channels.base import ReceiverSource
from loa.channels.errors import UnknownKind
from loa.channels.models import Account
from loa.channels.places import OwnPlace
from loa.delivery import same_as
from loa.delivery.models import Target
from loa.units.models import Area
from loa.units.queries import area_versions, seat_paths

SAME_AS = "same_as"


@dataclass(frozen=True, slots=True)
class Share:
    """The receivers of one account in one language: whom the rule means, and how many they are."""

    account: Account
    language: str
    source: str
    rule: Mapping[str, Any]
    count: int


@dataclass(frozen=True, slots=True)
class Audience:
    """All receivers, frozen as of one moment.

    `same_as` is the dispatch whose receivers they are, if any; `nobody_yet` says that it has reached nobody.
    """

    shares: Sequence[Share]
    as_of: datetime
    same_as: int | None = None
    nobody_yet: bool = False

    @property
    def total(self) -> int:
        """Return how many receivers are meant."""
        return sum(share.count for share in self.shares)

    @property
    def rule(self) -> list[dict[str, Any]]:
        """Return the rules as an approver approves them."""
        return [
            {"account": s.account.pk, "language": s.language, "source": s.source, "rule": dict(s.rule)}
            for s in self.shares
        ]


def audience_of(bulletin: Bulletin, as_of: datetime) -> Audience:
    """Return whom the bulletin would reach, counted as of that moment.

    What corrects, withdraws or supersedes another goes to exactly those who got the first, through the accounts
    that are still chosen. A correction or withdrawal of what nobody got yet stands on the public pages alone.
    """
    accounts = list(bulletin.accounts.order_by("kind", "name", "pk"))
    if bulletin.relation:
        return _replacing(bulletin, accounts, as_of)
    return Audience(_chosen(bulletin, accounts, as_of), as_of)


def _replacing(bulletin: Bulletin, accounts: Sequence[Account], as_of: datetime) -> Audience:
    earlier = first_dispatch(bulletin)
    shares = _same(earlier, accounts, _narrowed(bulletin)) if earlier is not None else []
    nobody_yet = not any(share.count for share in shares)
    if nobody_yet and bulletin.relation in MENDING:
        shares = _chosen(bulletin, [account for account in accounts if _is_public_place(account)], as_of)
    return Audience(shares, as_of, earlier, nobody_yet)


def _is_public_place(account: Account) -> bool:
    """Say whether the account is a page or feed of its own, which has itself as only receiver."""
    return isinstance(registry.get_source(source_of(account.kind)), OwnPlace)


def _chosen(bulletin: Bulletin, accounts: Sequence[Account], as_of: datetime) -> list[Share]:
    languages = list(current_texts(bulletin))
    areas = _areas_by_account(bulletin, accounts)
    elsewhere = _served_elsewhere(bulletin, areas)
    return [
        share
        for account in accounts
        for share in _shares(account, areas[account], elsewhere.get(account, []), bulletin, languages, as_of)
    ]


def first_dispatch(bulletin: Bulletin) -> int | None:
    """Return the dispatch whose receivers this bulletin must reach, when it replaces another."""
    if bulletin.replaces_id is None:
        return None
    released = Release.objects.filter(
        bulletin=bulletin.replaces_id, dispatch__isnull=False, undone_at__isnull=True
    )
    return released.order_by("-at").values_list("dispatch_id", flat=True).first()


def source_of(kind: str) -> str:
    """Return the key of the receiver source that serves a kind of channel: "email", "email.…" or "….email".

    Raises:
        UnknownKind: when no room has registered one.

    """
    keys = [source.key for source in registry.all_sources()]
    for key in sorted(keys, key=len):
        if key == kind or key.startswith(f"{kind}.") or key.endswith(f".{kind}"):
            return key
    raise UnknownKind(source=kind)


def language_rule(language: str, languages: Sequence[str]) -> list[str]:
    """Return the subscriber languages that a text serves; none means any.

    The first text also serves whoever reads a language for which there is no text.
    """
    if language != languages[0]:
        return [language]
    others = set(languages[1:])
    return [code for code, _name in settings.LANGUAGES if code not in others] if others else []


def reach_of(bulletin: Bulletin) -> Reach:
    """Return whom a bulletin can reach, to compare it with another's reach."""
    return Reach(
        areas=frozenset(bulletin.areas.values_list("code", flat=True)),
        accounts=frozenset(bulletin.accounts.values_list("pk", flat=True)),
        languages=frozenset(bulletin.languages),
        topics=frozenset(bulletin.topics.values_list("code", flat=True)),
    )


def _narrowed(bulletin: Bulletin) -> dict[str, Any]:
    """Return the part of the rule that keeps to fewer areas than the first had; nothing while they are the same."""
    chosen = set(bulletin.areas.values_list("code", flat=True))
    first = set(Area.objects.filter(bulletins__replacements=bulletin).values_list("code", flat=True))
    return {} if chosen == first else {"areas": sorted(chosen)}


def _same(dispatch: int, accounts: Iterable[Account], narrowed: Mapping[str, Any]) -> list[Share]:
    chosen = {account.pk: account for account in accounts}
    targets = (
        Target.objects.filter(dispatch=dispatch, account__in=chosen).select_related("content").order_by("pk")
    )
    shares = []
    for target in targets:
        language = target.content.language
        rule = {SAME_AS: dispatch, "languages": [language], **narrowed}
        count = same_as.count(rule, account_id=target.account_id, source=target.source)
        shares.append(Share(chosen[target.account_id], language, target.source, rule, count))
    return shares


def _shares(
    account: Account,
    areas: Sequence[str],
    elsewhere: Sequence[str],
    bulletin: Bulletin,
    languages: Sequence[str],
    as_of: datetime,
) -> Iterable[Share]:
    key = source_of(account.kind)
    source = registry.get_source(key)
    topics = sorted(bulletin.topics.values_list("code", flat=True))
    at_once = registry.get(account.kind).one_for_all_languages
    for language in languages[:1] if at_once else languages:
        rule = {
            **_own_rule(account, source, language),
            "areas": list(areas),
            "languages": language_rule(language, languages),
            "topics": topics,
            **({"elsewhere": list(elsewhere)} if elsewhere else {}),
        }
        yield Share(account, language, key, rule, source.count(rule, as_of) if areas else 0)


def _own_rule(account: Account, source: ReceiverSource, language: str) -> dict[str, Any]:
    """Return what a source must know of the account itself: whose page or list, which form of work."""
    if getattr(source, "of_account", False):
        return {"account": account.pk, "language": language}
    return {"forms": [account.config["form"]]} if "form" in account.config else {}


def _areas_by_account(bulletin: Bulletin, accounts: Sequence[Account]) -> dict[Account, list[str]]:
    """Return the area codes each account serves: all for the issuer's own, another body's only where it sits."""
    rows = area_versions().filter(area__in=bulletin.areas.all()).values_list("path", "area__code")
    wanted = sorted(rows)
    seats = seat_paths([account.body_id for account in accounts])
    return {
        account: [code for _path, code in wanted]
        if account.body_id == bulletin.body_id
        else _meet(wanted, seats.get(account.body_id, "?"))
        for account in accounts
    }


def _served_elsewhere(bulletin: Bulletin, areas: Mapping[Account, Sequence[str]]) -> dict[Account, list[str]]:
    """Return the areas whose people each account leaves to others, so that nobody gets one bulletin twice.

    The nearer one speaks: a ward's account before the issuer's, the issuer's before those of bodies around or above it.
    """
    seats = seat_paths([bulletin.body_id, *(account.body_id for account in areas)])
    own = seats.get(bulletin.body_id, "?")

    def nearness(account: Account) -> tuple[int, int]:
        seat = seats.get(account.body_id, "?")
        if account.body_id == bulletin.body_id:
            return 1, 0
        return (2 if f"{own}/".startswith(f"{seat}/") else 0), -seat.count("/")

    taken: dict[str, list[str]] = {}
    left: dict[Account, list[str]] = {}
    for account in sorted(areas, key=nearness):
        key = source_of(account.kind)
        if getattr(registry.get_source(key), "once_for_all_accounts", False):
            left[account] = sorted(taken.get(key, []))
            taken[key] = sorted({*left[account], *areas[account]})
    return left


def _meet(wanted: Sequence[tuple[str, str]], seat: str) -> list[str]:
    """Return the areas below the seat, or the seat itself where it lies below a wanted area."""
    below = [code for path, code in wanted if f"{path}/".startswith(f"{seat}/")]
    inside = any(f"{seat}/".startswith(f"{path}/") for path, _code in wanted)
    return below or ([seat.rsplit("/", 1)[-1]] if inside else [])
