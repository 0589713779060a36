"""How many are meant, by account and by chosen area, and how that differs from what an approver was shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin, Submission
from loa.bulletins.queries.audience import Audience, Share
from loa.bulletins.rules.release import CountChange, Counts, count_changes
from loa.channels import registry
from loa.channels.models import Account
from loa.units.queries import area_name, area_versions, areas_by_code

_EVERYBODY = (0, 2**63 - 1)


def counts_of(bulletin: Bulletin, audience: Audience) -> Counts:
    """Return how many are meant now, counted by area too; receivers without an area count for none.

    Those who got the first are known only once it is stopped, so they are not counted by area.
    """
    areas = {} if audience.same_as is not None else _by_area(bulletin, audience)
    return Counts(audience.total, _by_account(audience), areas)


def moved_numbers(bulletin: Bulletin, submission: Submission, audience: Audience) -> list[CountChange]:
    """Return how the numbers of today differ from those of a request for release.

    Who got the first is a fixed set, however many they prove to be. Areas are counted only where an account differs.
    """
    shown = counts_shown(submission)
    if audience.same_as is not None or (shown.total, shown.accounts) == (
        audience.total,
        _by_account(audience),
    ):
        return []
    return count_changes(shown, counts_of(bulletin, audience))


def counts_shown(submission: Submission) -> Counts:
    """Return the numbers that stood on the screen of a request for release."""
    accounts = {int(key): n for key, n in submission.counts.get("accounts", {}).items()}
    return Counts(submission.audience_count, accounts, submission.counts.get("areas", {}))


def sentence_of(change: CountChange) -> str:
    """Say one change in words."""
    facts = {"before": change.before, "now": change.now, "name": _name(change)}
    said = {
        "total": _("số nơi nhận tăng từ %(before)s lên %(now)s"),
        "account": _("kênh %(name)s không còn nơi nhận nào (trước đó %(before)s)"),
        "area": _("địa bàn %(name)s không còn nơi nhận nào (trước đó %(before)s)"),
    }
    return said[change.what] % facts


def _name(change: CountChange) -> str:
    if change.what == "account":
        return str(Account.objects.filter(pk=change.key).values_list("name", flat=True).first() or "")
    area = areas_by_code([change.key]).first() if change.what == "area" else None
    return area_name(area) if area else ""


def _by_account(audience: Audience) -> dict[int, int]:
    counts: Counter[int] = Counter()
    for share in audience.shares:
        counts[share.account.pk] += share.count
    return dict(counts)


def _by_area(bulletin: Bulletin, audience: Audience) -> dict[str, int]:
    """Count receivers by the chosen area that holds theirs."""
    chosen = area_versions().filter(area__in=bulletin.areas.all()).values_list("path", "area__code")
    found: Counter[int] = Counter()
    for share in audience.shares:
        if share.count:
            found.update(_areas_of(share, audience))
    paths = dict(area_versions().filter(area__in=list(found)).values_list("area_id", "path"))
    return {code: _below(path, found, paths) for path, code in chosen}


def _below(root: str, found: Mapping[int, int], paths: Mapping[int, str]) -> int:
    return sum(n for area, n in found.items() if f"{paths.get(area, '')}/".startswith(f"{root}/"))


def _areas_of(share: Share, audience: Audience) -> dict[int, int]:
    sql, values = registry.get_source(share.source).expand_sql(share.rule, audience.as_of, *_EVERYBODY)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT area_id, count(*) FROM ({sql}) AS meant WHERE area_id <> 0 GROUP BY area_id",  # noqa: S608
            values,
        )
        return dict(cursor.fetchall())
