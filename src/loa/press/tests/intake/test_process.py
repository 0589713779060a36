"""The process that listens: what a newspaper publishes stands in a story soon after, and it stops when told."""

import threading
import time

import pytest

from loa.press.actions.publishers import add_publisher
from loa.press.actions.sources import add_source
from loa.press.intake import process
from loa.press.intake.grouping import state_file
from loa.press.models import Item, Story

PATIENCE = 240  # compiling may take a minute on a busy machine


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_fetched_grouped_and_saved(world, paper, monkeypatch):
    state_file().unlink(missing_ok=True)
    monkeypatch.setattr(process, "IDLE", 0.05)
    paper.feed(
        "/rss",
        (1, "Hà Nội mở thêm tuyến xe buýt điện", "Mười tuyến xe buýt chạy thử"),
        (2, "Giá xăng giảm nhẹ", "Từ chiều nay"),
    )
    publisher = add_publisher(actor=world.editor, name="Báo Mẫu")
    add_source(
        actor=world.editor,
        body=world.city,
        publisher=publisher,
        kind="feed",
        name="Thời sự",
        url=paper.url("/rss"),
    )
    stop, ended = threading.Event(), []
    thread = threading.Thread(target=lambda: ended.append(process.run(stop)))
    thread.start()
    end = time.monotonic() + PATIENCE
    while (
        time.monotonic() < end and Item.objects.filter(story__isnull=False).count() < 2 and thread.is_alive()
    ):
        time.sleep(0.1)
    stop.set()
    thread.join(PATIENCE)
    assert ended == [None]
    assert Story.objects.count() == 2
    assert state_file().exists()
    state_file().unlink()
