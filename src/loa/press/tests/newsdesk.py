"""A small newsroom for tests: four publishers, a story with reprints and other figures, a digest, a lone story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from loa.lib import clock
from loa.press.models import Item, Source, Story
from loa.press.testing import make_item, make_source, make_story
from tests.world import World

DENGUE = (
    "Trung tâm Kiểm soát bệnh tật thành phố cho biết trong tuần qua ghi nhận {n} ca mắc sốt xuất huyết tại phường Láng Hạ. "
    "Ngành y tế đề nghị các gia đình diệt bọ gậy mỗi tuần một lần, ngủ màn cả ban ngày và đến cơ sở y tế khi sốt cao liên tục."
)


@dataclass
class Newsdesk:
    """The sources, the items by a short name, the stories."""

    sources: list[Source]
    items: dict[str, Item]
    dengue: Story
    flood: Story


def make_newsdesk(world: World, *, now: datetime | None = None) -> Newsdesk:
    """Make the newsroom as it stands at a moment."""
    now = now or clock.now()
    names = ("Báo Sông Hồng", "Nhật báo Kinh Kỳ", "Đài Đông Đô", "Tin Thủ Đô Mới")
    person, body = world.editor.person, world.city
    sources = [make_source(person, body, name, now - timedelta(days=30)) for name in names]
    about = {"topics": ["health"], "areas": ["C1A"]}
    ago = lambda hours: now - timedelta(hours=hours)  # noqa: E731  short, and read five times below
    first = make_item(
        sources[0], "Sốt xuất huyết tăng ở phường Láng Hạ", ago(5), text=DENGUE.format(n=42), **about
    )
    copy = make_item(
        sources[1], "Số ca sốt xuất huyết ở Láng Hạ tăng", ago(4), text=DENGUE.format(n=42), **about
    )
    other = make_item(
        sources[2], "Sốt xuất huyết tăng ở phường Láng Hạ", ago(3), text=DENGUE.format(n=45), **about
    )
    own = make_item(
        sources[3],
        "Láng Hạ phun hóa chất diệt muỗi cuối tuần",
        ago(2),
        text="Phường huy động 6 tổ phun.",
        **about,
    )
    flood = make_item(
        sources[0],
        "Nhiều tuyến phố ngập sau mưa lớn",
        ago(1),
        text="Mưa 80 mm trong hai giờ.",
        topics=["weather"],
    )
    digest = make_item(sources[3], "Điểm tin sáng", ago(1), text="…", contains=[first.pk])
    Item.objects.filter(pk=other.pk).update(figures_differ=True)
    dengue = make_story([first, copy, other], [own])
    items = {"first": first, "copy": copy, "other": other, "own": own, "flood": flood, "digest": digest}
    return Newsdesk(sources, items, dengue, make_story([flood]))
