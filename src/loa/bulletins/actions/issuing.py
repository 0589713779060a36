"""Keeping what a release lets out: every wording as it was approved, and the fingerprints that find a copy of it."""

from __future__ import annotations

from collections.abc import Iterator

from loa.bulletins.models import Issued, Release, Shingle
from loa.bulletins.queries.check import Check
from loa.bulletins.queries.outgoing import Outgoing
from loa.bulletins.queries.screens import signature
from loa.bulletins.queries.texts import text_hash
from loa.bulletins.rules.words import Mode
from loa.language.copies import shingles, winnow
from loa.units.queries import body_name

AT_ONCE = 2000


def keep_issued(*, found: Check, release: Release) -> list[Issued]:
    """Freeze the core message in every language and each other wording that goes out, once each.

    Inside the caller's transaction, whose journal row covers it. Only what is live can be found by a copy of it.
    """
    rows: dict[tuple[int, str, str], Issued] = {}
    for row in (*_core(found, release), *_spoken(found, release)):
        same = rows.setdefault((row.body_id, row.language, row.hash), row)
        same.channels = sorted({*same.channels, *row.channels})
    kept = Issued.objects.bulk_create(rows.values())
    if release.mode == Mode.LIVE:
        _keep_shingles(kept)
    return kept


def _core(found: Check, release: Release) -> Iterator[Issued]:
    issuer = body_name(found.bulletin.body)
    for text in found.texts.values():
        yield Issued(
            release=release,
            bulletin=found.bulletin,
            body_id=found.bulletin.body_id,
            language=text.language,
            is_core=True,
            title=text.title,
            text=text.body,
            issuer=issuer,
            approver=signature(release.approver_post),
            hash=text_hash(text.title, text.body),
        )


def _spoken(found: Check, release: Release) -> Iterator[Issued]:
    for form in found.forms:
        yield _issued(form, found, release)


def _issued(form: Outgoing, found: Check, release: Release) -> Issued:
    return Issued(
        release=release,
        bulletin=found.bulletin,
        body_id=form.account.body_id,
        language=form.language,
        channels=[form.account.kind],
        title=form.title,
        text=form.text,
        issuer=form.core.issuer,
        approver=form.core.approver,
        hash=text_hash(form.title, form.text),
    )


def _keep_shingles(kept: list[Issued]) -> None:
    """Write the kept hashes of each different wording once, whoever says it."""
    different = {(row.language, row.hash): row for row in reversed(kept)}
    Shingle.objects.bulk_create(
        [
            Shingle(hash=found, issued=row)
            for row in different.values()
            for found in winnow(shingles(f"{row.title}\n{row.text}"))
        ],
        batch_size=AT_ONCE,
    )
