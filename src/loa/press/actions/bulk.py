"""The source under which files of items come in, made when the first file does."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from loa.journal.actions import SYSTEM
from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.models import Source
from loa.press.queries.sources import bulk_source, publisher_named
from loa.press.rules.words import SourceKind
from loa.press.source_errors import NoBody
from loa.units.models import Body


@transaction.atomic
def source_for_files(number: int | None = None) -> Source:
    """Return the source of this number, else the one for files, made where there is none yet.

    Raises: NoBody where nobody could look after it, or no source has this number.
    """
    found = bulk_source(number)
    if found is not None:
        return found
    body = Body.objects.order_by("pk").first()
    if body is None or number is not None:
        raise NoBody
    name = _("Tệp nhập, chưa rõ cơ quan báo chí")
    publisher = publisher_named(name) or add_publisher(actor=SYSTEM, name=name)
    return add_source(
        actor=SYSTEM, body=body, publisher=publisher, kind=SourceKind.BULK, name=_("Tin nhập từ tệp")
    )
