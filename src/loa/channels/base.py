"""What a channel kind is, and the few words in which it and the ledger talk: Core, Message, Result, ReceiverSource.

It must not know any kind, nor how a dispatch is kept: kinds sit above it, the ledger in `loa.delivery`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.channels.outside import OWN_SERVER, Endpoint, Renewed, Reported, Server
from loa.lib.border import BorderError, Permanent, Temporary, UnknownOutcome

__all__ = [
    "OWN_SERVER",
    "Core",
    "Endpoint",
    "KeyRange",
    "Kind",
    "Message",
    "Outcome",
    "Outlet",
    "Permanent",
    "ReceiverSource",
    "Renewed",
    "Reported",
    "Result",
    "Rule",
    "Server",
    "Shown",
    "Temporary",
    "UnknownOutcome",
    "Wording",
]

Rule = Mapping[str, Any]
"""Who is meant, in JSON: {"areas": [codes], "languages": [...], "topics": [...]} or {"same_as": dispatch id}."""


# -- what is said ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """The message in one language."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Core:
    """A released message as every kind receives it for rendering; nothing in it may change a locked fact.

    `html` is already clean (`loa.lib.safe_html`). `corrects` is the code of the bulletin that this one corrects,
    withdraws or supersedes, `relation` which of the three. `wordings` are the message in every language, for a kind
    that says all in one. `extra` holds what one kind alone needs.
    """

    title: str
    text: str
    language: str
    issuer: str
    approver: str
    source: str
    code: str
    url: str
    mode: str = "live"
    priority: str = "normal"
    html: str = ""
    summary: str = ""
    areas: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    corrects: str = ""
    relation: str = ""
    wordings: tuple[Wording, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery on its way out: frozen content and one address, decrypted a moment ago.

    `attempt` counts from 1. `key` is the same for every attempt, so that a provider that takes an idempotency
    key accepts the message once however often it is asked.
    """

    delivery_id: int
    account_id: int
    mode: str
    address: str
    content: Mapping[str, Any]
    language: str
    attempt: int = 1
    receiver: int = 0
    area_id: int = 0
    dispatch_id: int = 0
    thing: str = ""

    @property
    def key(self) -> str:
        """Return the idempotency key for the provider."""
        return f"loa-{self.delivery_id}"

    @classmethod
    def of_canary(cls, outlet: Outlet[Any], address: str = "") -> Message:
        """Return what stands in for a delivery while an account tests itself; it is none of the ledger's."""
        return cls(0, outlet.id, outlet.mode, address, {}, "vi")


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of what a receiver reads: the title, the text, or a line with a label of its own."""

    part: str
    text: str
    label: str | Promise = ""


_LINES: Mapping[str, str | Promise] = {
    "issuer": _("Cơ quan phát hành"),
    "approver": _("Người duyệt"),
    "source": _("Nguồn"),
    "code": _("Mã bản tin"),
    "url": _("Địa chỉ công khai"),
}


class Outcome(StrEnum):
    """What one call came to, in the states of the ledger (design.md §6)."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    PLAYED = "played"
    PLAYED_PARTLY = "played_partly"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one delivery. `reason` is a Vietnamese sentence, `code` a stable word for it.

    `temporary` on a failure means that nothing was taken in and the same call may succeed later, not before
    `retry_after` seconds where the provider gave them.
    """

    delivery_id: int
    state: Outcome
    code: str = ""
    reason: str = ""
    provider_id: str = ""
    temporary: bool = False
    retry_after: float | None = None

    @classmethod
    def accepted(cls, message: Message, provider_id: str = "") -> Result:
        """Say that the provider has it; not yet that it arrived."""
        return cls(message.delivery_id, Outcome.ACCEPTED, provider_id=provider_id)

    @classmethod
    def delivered(cls, message: Message, provider_id: str = "") -> Result:
        """Say that arrival is proven."""
        return cls(message.delivery_id, Outcome.DELIVERED, provider_id=provider_id)

    @classmethod
    def failed(
        cls,
        message: Message,
        code: str,
        reason: str,
        *,
        temporary: bool = False,
        retry_after: float | None = None,
    ) -> Result:
        """Say that nothing was taken in."""
        return cls(message.delivery_id, Outcome.FAILED, code, reason, "", temporary, retry_after)

    @classmethod
    def unknown(cls, message: Message, code: str, reason: str) -> Result:
        """Say that the call was begun and nobody knows how it ended."""
        return cls(message.delivery_id, Outcome.UNKNOWN, code, reason)

    @classmethod
    def from_error(cls, message: Message, error: BorderError) -> Result:
        """Turn an answer of the border into a result; a `retry_after` fact is kept."""
        if isinstance(error, UnknownOutcome):
            return cls.unknown(message, error.code, error.text)
        after = error.facts.get("retry_after")
        seconds = float(after) if isinstance(after, int | float) else None
        temporary = isinstance(error, Temporary)
        return cls.failed(message, error.code, error.text, temporary=temporary, retry_after=seconds)


# -- who speaks --------------------------------------------------------------------------------------------

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Outlet(Generic[C]):
    """An account as a kind sees it while sending: typed config, opened secret, nothing to save."""

    id: int
    kind: str
    name: str
    mode: str
    body_id: int
    issuer: str
    config: C
    secret: str = field(default="", repr=False)


class Kind(ABC, Generic[C]):
    """One channel: how a message looks there and how it is handed over. One folder, registered in `ready()`.

    A kind SHALL yield at most one result per message; what it does not yield counts as *unknown*. It MAY raise
    a border error from `send` for all messages that have no result yet. It SHALL NOT retry, write to the ledger
    or open a connection before `send` is called; connections are kept per account, never shared between two.
    """

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    legal_kinds: ClassVar[tuple[str, ...]] = ()
    """Which kinds of NĐ 49/2024 an account may state (values of `models.LegalKind`); "none" is always possible."""
    self_reported: ClassVar[bool] = False
    """True when a person confirms what happened: accepted then waits for that word and expires without it."""
    has_idempotency_key: ClassVar[bool] = False
    can_be_asked: ClassVar[bool] = False
    can_report: ClassVar[bool] = False
    """True where the provider can list what it has; the ledger is laid beside that each night."""
    takes_markup: ClassVar[bool] = False
    one_for_all_languages: ClassVar[bool] = False
    """True when a receiver gets one message whatever the languages: the first one's, with `Core.wordings`."""
    holds_embargo: ClassVar[bool] = False
    """True where receivers are bound to publish nothing before the moment in `Core.extra["embargo_until"]`."""
    keeps_secret: ClassVar[bool] = True
    """False where no officer gives one: each receiver has its own, or the kind makes it (`new_secret`)."""
    renews_before: ClassVar[timedelta | None] = None
    """How long before its end a secret is renewed with the provider (`renew`); None where only people exchange it."""
    has_one_provider: ClassVar[bool] = True
    """False where each receiver has a server of its own: one that asks for time, or is away, says nothing of the others."""
    desk_page: ClassVar[tuple[str, str | Promise] | None] = None
    """The kind's own page of an account on the desk: the name of its address, which takes `account_id`, and its label."""
    endpoints: ClassVar[tuple[Endpoint, ...]] = ()
    retry_waits: ClassVar[tuple[float, ...]] = (5, 30, 120, 600, 1800, 3600, 7200)
    """Seconds before the second, third … attempt after a temporary failure; the list's end is the last attempt."""
    patience: ClassVar[float] = 60.0
    """Seconds after which a call of `send` is cut and its open messages are *unknown*."""
    canary_modes: ClassVar[tuple[str, ...]] = ()
    """In which modes an account can test itself by `canary`; none where the channel has no such way."""
    Config: ClassVar[type[Any]]

    def check_config(self, config: C) -> None:
        """Refuse a config that cannot work. Raises: loa.lib.errors.Invalid."""

    def account_words(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the account's stored settings add to what its receivers read; it joins `Core.extra`.

        So it is shown to the approver, hashed and frozen like the rest of the message.
        """
        del config
        return {}

    def new_secret(self, mode: str) -> str:
        """Return the secret with which an account of this mode begins when nobody gives one; empty for none."""
        del mode
        return ""

    @abstractmethod
    def render(self, core: Core) -> dict[str, Any]:
        """Return the payload for this channel: JSON, complete, naming issuer and source, marked when not live."""

    def preview(self, payload: Mapping[str, Any]) -> list[Shown]:
        """Return what its receivers will read, in order, for the person who approves it.

        A kind whose payload is not laid out like a message says here what becomes of it.
        """
        shown = [Shown("title", str(payload[key])) for key in ("subject", "title") if payload.get(key)][:1]
        shown += [Shown("text", str(payload["text"]))] if payload.get("text") else []
        lines = ((label, payload.get(key)) for key, label in _LINES.items())
        return shown + [Shown("line", str(text), label) for label, text in lines if text]

    @abstractmethod
    def send(self, outlet: Outlet[C], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Hand over the messages, at most one call open for each, and yield results as they come."""

    async def ask(self, outlet: Outlet[C], message: Message) -> Result:
        """Ask the provider what became of a message whose outcome is unknown.

        `failed(temporary=True)` says that it never arrived there and may be sent again.
        """
        raise NotImplementedError(f"{outlet.kind} cannot be asked")

    def report(self, outlet: Outlet[C], since: datetime) -> AsyncIterator[Reported]:
        """Yield every message of the account that the provider has since a moment; what is older does no harm.

        It MAY raise a border error: then nothing is compared.
        """
        del since
        raise NotImplementedError(f"{outlet.kind} cannot report")

    async def canary(self, outlet: Outlet[C], token: str) -> Result | None:
        """Send a test from the account to itself, through the path that its messages take; None where there is no way.

        `delivered` says that it was seen arriving, `accepted` that it was handed over (`reads_back` then says
        whether somebody will tell `canaries.seen` of the token). It SHALL NOT reach a receiver of bulletins, nor
        stand on a public page or in a feed as content. It MAY raise a border error.
        """
        del outlet, token
        return None

    def reads_back(self, outlet: Outlet[C]) -> bool:
        """Say whether an accepted canary of the account is going to be seen arriving; without that it is overdue."""
        del outlet
        return True

    async def renew(self, outlet: Outlet[C]) -> Renewed:
        """Have the provider give a new secret for the present one. It MAY raise a border error: Permanent when it refuses."""
        raise NotImplementedError(f"{outlet.kind} renews no secret")

    def servers(self, config: C) -> tuple[Server, ...]:
        """Return the servers of others whose certificates the account depends on."""
        del config
        return ()

    async def close(self) -> None:
        """Let go of the lines that this event loop keeps open; the worker calls it when it stops."""
        return


# -- who is reached ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Receivers with `low <= id <= high` that the rule meets, and how many they are; at most 1,000."""

    low: int
    high: int
    expected: int


class ReceiverSource(Protocol):
    """A list of possible receivers that a higher room keeps; registered by key in `registry.register_source`.

    A receiver is a whole number that the source alone can turn into an address. All methods are synchronous.
    `as_of` freezes the list: who joined later is not meant, who left later is (and comes out as suppressed).
    A source that keeps a list for each account says `of_account = True`: its rules then name the account and the
    language of the text ({"account": id, "language": "vi"}). A source whose receivers several accounts share says
    `once_for_all_accounts = True`: its rules then name in "elsewhere" the areas that other accounts of a message serve.
    """

    @property
    def key(self) -> str:
        """Return the word under which it is registered."""
        ...

    @property
    def label(self) -> str | Promise:
        """Return its Vietnamese name."""
        ...

    def count(self, rule: Rule, as_of: datetime) -> int:
        """Return how many receivers the rule means."""
        ...

    def plan(self, rule: Rule, as_of: datetime, *, size: int = 1000) -> list[KeyRange]:
        """Return disjoint ranges of at most `size` receivers, in order, which together hold all of them."""
        ...

    def expand_sql(self, rule: Rule, as_of: datetime, low: int, high: int) -> tuple[str, list[Any]]:
        """Return a SELECT (with %s places) of `receiver bigint, area_id bigint`, one row per receiver, by receiver.

        `area_id` is 0 where there is none.
        """
        ...

    def addresses(self, receivers: Iterable[int]) -> dict[int, str]:
        """Return the address of each receiver, decrypted now; erased ones are left out."""
        ...

    def suppressed(self, receivers: Iterable[int]) -> set[int]:
        """Return those who stopped, or whom nothing may be sent to at this moment."""
        ...
