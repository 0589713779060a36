"""What will go out, exactly: for every account and language the message as its kind renders it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from loa.bulletins.models import Attachment, Bulletin, Picture, Rendition, Text
from loa.bulletins.queries.on_air import KIND, speaker_words
from loa.bulletins.queries.texts import current_renditions, current_texts
from loa.bulletins.rules import forms
from loa.bulletins.rules.release import mark_needed
from loa.bulletins.rules.words import Mode, RenditionState
from loa.channels import registry
from loa.channels.base import Core, Wording
from loa.channels.models import Account
from loa.lib.ids import digest
from loa.units.queries import area_names, body_names


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One form of the message: on this account, in this language, as the kind renders it.

    `rendition` is the ward's or the channel's own wording, where there is one. `hash` covers everything that is said
    but the approver's name, which is not known before the release.
    """

    account: Account
    language: str
    title: str
    text: str
    core: Core
    payload: Mapping[str, Any]
    hash: str
    rendition: Rendition | None = None

    @property
    def place(self) -> str:
        """Return how the check page names this form."""
        return f"{self.account.name} ({self.language})"


def url_of(code: str) -> str:
    """Return the stable public address of a bulletin."""
    return f"{settings.PUBLIC_URL}/b/{code}"


def outgoing(bulletin: Bulletin, *, approver: str = "") -> list[Outgoing]:
    """Return every form in the order of accounts and languages; `approver` is named in it once known."""
    accounts = list(bulletin.accounts.order_by("kind", "name", "pk"))
    texts = current_texts(bulletin)
    names = body_names([bulletin.body_id, *(account.body_id for account in accounts)])
    accepted = _by_place(bulletin)
    context = _Context(
        bulletin,
        names,
        _places(bulletin),
        approver,
        list(bulletin.pictures.all()),
        list(bulletin.attachments.select_related("file")),
        {
            "area_codes": sorted(bulletin.areas.values_list("code", flat=True)),
            "topics": sorted(bulletin.topics.values_list("code", flat=True)),
        },
    )
    return [
        form
        for account in accounts
        for form in context.forms_on(
            account,
            {
                language: (text, _choose(accepted, account, bulletin.body_id, language))
                for language, text in texts.items()
            },
        )
    ]


@dataclass(frozen=True, slots=True)
class _Context:
    """What every form of one bulletin shares."""

    bulletin: Bulletin
    names: Mapping[int, str]
    areas: tuple[str, ...]
    approver: str
    pictures: Sequence[Picture]
    attachments: Sequence[Attachment]
    codes: Mapping[str, Sequence[str]]

    def forms_on(
        self, account: Account, said: Mapping[str, tuple[Text, Rendition | None]]
    ) -> Iterator[Outgoing]:
        """Yield the form in each language; a kind that says all in one gets every wording with each."""
        kind = registry.get(account.kind)
        wordings = [self._wording(text, rendition) for text, rendition in said.values()]
        together = tuple(wordings) if kind.one_for_all_languages else ()
        for wording, (_text, rendition) in zip(wordings, said.values(), strict=True):
            with translation.override(wording.language):
                core = self._core(account, wording, together, adapted=rendition is not None)
                payload = kind.render(core)
            hashed = digest(asdict(core) | {"approver": "", "kind": account.kind})
            yield Outgoing(
                account, wording.language, wording.title, wording.text, core, payload, hashed, rendition
            )

    def _wording(self, text: Text, rendition: Rendition | None) -> Wording:
        mark = mark_needed(Mode(self.bulletin.mode))
        title = rendition.title if rendition else text.title
        words = forms.with_local_lines(rendition.text, rendition.local_lines) if rendition else text.body
        return Wording(text.language, forms.with_mark(mark, title), forms.with_mark(mark, words))

    def _core(
        self, account: Account, wording: Wording, together: tuple[Wording, ...], *, adapted: bool
    ) -> Core:
        bulletin = self.bulletin
        return Core(
            title=wording.title,
            text=wording.text,
            language=wording.language,
            wordings=together,
            issuer=self._issuer(account, adapted=adapted),
            approver=self.approver,
            source=bulletin.source,
            code=bulletin.code,
            url=url_of(bulletin.code),
            mode=bulletin.mode,
            priority=bulletin.priority,
            html=forms.to_html(wording.text),
            summary=forms.summary_of(wording.text),
            areas=self.areas,
            valid_from=bulletin.valid_from,
            valid_until=bulletin.valid_until,
            corrects=bulletin.replaces.code if bulletin.replaces else "",
            relation=bulletin.relation,
            extra={
                **self._extra(),
                **registry.get(account.kind).account_words(account.config),
                **({"speaker": speaker_words(bulletin)} if account.kind == KIND else {}),
                "is_local": account.body_id != bulletin.body_id,
            },
        )

    def _issuer(self, account: Account, *, adapted: bool) -> str:
        own = self.names[self.bulletin.body_id]
        if account.body_id == self.bulletin.body_id or not adapted:
            return own
        return _("%(ward)s, theo bản tin của %(city)s") % {"ward": self.names[account.body_id], "city": own}

    def _extra(self) -> dict[str, Any]:
        bulletin = self.bulletin
        return {
            **self.codes,
            "reason": bulletin.reason,
            "first": _first_of(bulletin).code,
            "emergency_kind": bulletin.emergency_kind,
            "emergency_reason": bulletin.emergency_reason,
            **({"embargo_until": bulletin.embargo_until.isoformat()} if bulletin.embargo_until else {}),
            "cap": {
                "category": bulletin.cap_category,
                "event": bulletin.cap_event,
                "urgency": bulletin.cap_urgency,
                "severity": bulletin.cap_severity,
                "certainty": bulletin.cap_certainty,
            },
            "pictures": [
                {"file": str(p.file_id), "alt": p.alt_text, "source": p.source, "licence": p.licence}
                for p in self.pictures
            ],
            "attachments": [
                {"file": str(a.file_id), "title": a.title, "size": a.file.size} for a in self.attachments
            ],
        }


def _first_of(bulletin: Bulletin) -> Bulletin:
    """Return the bulletin with which a chain of replacements began; itself where it replaces nothing."""
    while bulletin.replaces is not None:
        bulletin = bulletin.replaces
    return bulletin


def _by_place(bulletin: Bulletin) -> dict[tuple[int, str, str], Rendition]:
    return {
        (row.body_id, row.channel, row.language): row
        for row in current_renditions(bulletin)
        if row.state == RenditionState.ACCEPTED
    }


def _choose(
    accepted: Mapping[tuple[int, str, str], Rendition], account: Account, issuer: int, language: str
) -> Rendition | None:
    """Take the wording of the account's own body before the issuer's, of its channel before the general one."""
    for body in (account.body_id, issuer):
        for channel in (account.kind, ""):
            if found := accepted.get((body, channel, language)):
                return found
    return None


def _places(bulletin: Bulletin) -> tuple[str, ...]:
    names = area_names(bulletin.areas.values_list("pk", flat=True))
    return tuple(names[pk] for pk in sorted(names))
