"""Brings groups of wordings in from a table: checked first, then all or none; the table taken out is the one that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.errors import Invalid
from loa.lib.ids import digest
from loa.lib.tables import CellError, Column, TableReading
from loa.search import rules
from loa.search.actions import MANAGE, checked
from loa.search.errors import NotImportable
from loa.search.models import Synonym
from loa.units.access import Who, require
from loa.units.actor import Actor

SYNONYM_COLUMNS: Final = (
    Column(
        "wordings", "Các cách viết", ("Wordings", "Nhóm từ", "Từ đồng nghĩa"), required=True, multiline=True
    ),
)


@dataclass(frozen=True)
class Imported:
    """What came of a table: groups added, and groups that stood there already."""

    new: int
    same: int

    @property
    def said(self) -> str:
        """Return the sentence that tells it."""
        said = _(
            "Đã thêm %(new)d nhóm từ; %(same)d nhóm đã có, giữ nguyên. Câu tìm tiếp theo đã dùng các nhóm này."
        )
        return said % {"new": self.new, "same": self.same}


def check_synonyms(_actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with what is wrong with each group."""
    return _planned(reading)[1]


@transaction.atomic
def import_synonyms(*, actor: Actor, reading: TableReading) -> Imported:
    """Add the groups of a table that are not there yet; all or none. Raises: RightMissing, NotImportable."""
    require(actor, MANAGE)
    groups, told = _planned(reading)
    if not told.ok:
        raise NotImportable(reading=told)
    known = set(Synonym.objects.values_list("folded", flat=True))
    new = sorted(folded for folded in groups if folded not in known)
    now = clock.now()
    Synonym.objects.bulk_create(
        (Synonym(wordings=groups[folded], folded=folded, set_by=actor.person, set_at=now) for folded in new),
        ignore_conflicts=True,  # somebody may add one of them this moment
    )
    done = Imported(len(new), len(groups) - len(new))
    if new:
        facts = {"new": done.new, "same": done.same, "digest": digest(new)}
        journal.write(actor=actor, verb="search.synonyms_imported", thing="search.synonyms:all", facts=facts)
    return done


def _planned(reading: TableReading) -> tuple[dict[str, list[str]], TableReading]:
    """Return the groups of a table by what they are told apart by, and the reading with every wrong line named."""
    groups: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    wrong = []
    for row in reading.good_rows:
        try:
            wordings = checked(str(row.values["wordings"] or ""))
        except Invalid as refusal:
            wrong.append(CellError(row.line, "wordings", str(refusal), refusal.code))
            continue
        folded = rules.folded_of(wordings)
        if folded in groups:
            said = _("Nhóm này đã có ở dòng %(line)d. Hãy bỏ một trong hai dòng.") % {"line": lines[folded]}
            wrong.append(CellError(row.line, "wordings", said, "synonym_twice"))
        groups[folded], lines[folded] = wordings, row.line
    return groups, reading.with_errors(wrong)
