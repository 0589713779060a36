"""The index follows the database: every change, in order, whatever is killed, and never another database's."""

import threading
from dataclasses import replace

import psycopg
import pytest
from django.db import connection, transaction

from loa.bulletins import actions as bulletins
from loa.documents import actions as documents
from loa.documents.actions.circulating import circulate
from loa.documents.models import Document
from loa.finding.index import Index
from loa.lib import clock
from loa.press.tests.newsdesk import make_newsdesk
from loa.search import indexing, outbox, places, slots
from loa.search.models import HostState, IndexState, Outbox
from loa.search.outbox import Place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]


def changed():
    return {(row.kind, int(row.thing)) for row in Outbox.objects.all()}


def test_whatever_changes_a_document_is_noted_in_its_own_transaction(office, world):
    document = office.draft(subject="Kế hoạch phòng dịch")
    assert changed() == {("documents.document", document.pk)}
    Outbox.objects.all().delete()
    with transaction.atomic():
        documents.save(
            actor=world.editor,
            document=document,
            base_version=1,
            header_fields={},
            text="Nội dung mới",
        )
        transaction.set_rollback(True)
    assert changed() == set()
    Document.objects.filter(pk=document.pk).update(subject="Sửa ngoài mọi hành động")
    assert changed() == {("documents.document", document.pk)}


def test_whatever_changes_a_bulletin_is_noted(desk, world):
    bulletin = desk.draft()
    Outbox.objects.all().delete()
    bulletins.configure(actor=world.editor, bulletin=bulletin, areas=[world.ward_b_area])
    bulletin.topics.add(world.topic)
    assert changed() == {("bulletins.bulletin", bulletin.pk)}


def test_many_rows_of_one_statement_are_noted_each_once(office):
    for n in range(3):
        office.draft(subject=f"Kế hoạch {n}")
    Outbox.objects.all().delete()
    Document.objects.update(place="Hà Nội")
    assert Outbox.objects.count() == 3


def test_a_change_is_found_after_the_next_turn_and_a_removed_one_no_more(shelf, office, world):
    document = office.draft(subject="Kế hoạch diệt muỗi")
    assert shelf.titles(world.editor, "diet muoi") == []
    assert shelf.follow() > 0
    assert shelf.titles(world.editor, "diet muoi") == ["Kế hoạch diệt muỗi"]
    documents.discard(actor=world.editor, document=document, reason="Trùng")
    shelf.follow()
    assert len(shelf.follower.index) == 0


def test_an_older_transaction_that_commits_later_is_not_lost(shelf, office, world):
    first = office.draft(subject="Văn bản thứ nhất")
    shelf.follow()
    other = psycopg.connect(**_parameters())
    other.execute(
        "UPDATE documents_document SET subject = 'Ghi trong giao dịch lâu' WHERE id = %s", [first.pk]
    )
    later = office.draft(subject="Lịch tiêm chủng")
    shelf.follow()
    assert shelf.titles(world.editor, "tiem chung") == []  # it waits for the older one
    other.commit()
    other.close()
    shelf.follow()
    assert shelf.titles(world.editor, "giao dich lau") == ["Ghi trong giao dịch lâu"]
    assert shelf.titles(world.editor, "tiem chung") == [later.subject]


def _parameters():
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "user", "host", "port") if given.get(name)}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_around_the_writing_loses_and_doubles_nothing(shelf, office, world, moment, monkeypatch):
    office.draft(subject="Trước khi mất điện")
    save, written = indexing.Follower._save, Index.writing

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    if moment == "before":
        monkeypatch.setattr(Index, "writing", killed)
    else:  # the index was committed, and the database not told
        calls = []
        monkeypatch.setattr(
            indexing.Follower,
            "_save",
            lambda self, **more: killed() if "mark" in more else calls.append(save(self, **more)),
        )
    with pytest.raises(KeyboardInterrupt):
        shelf.follow()
    monkeypatch.setattr(indexing.Follower, "_save", save)
    monkeypatch.setattr(Index, "writing", written)
    name = places.current()
    shelf.restart()
    assert places.current() == name  # followed on, not made anew
    assert shelf.titles(world.editor, "mat dien") == ["Trước khi mất điện"]
    assert len(shelf.follower.index) == 1


def test_an_index_of_another_database_is_made_anew(shelf, office, world):
    office.draft(subject="Chỉ có ở đây")
    shelf.follow()
    name = places.current()
    IndexState.objects.update(mark="another", next_mark="")
    shelf.restart()
    assert places.current() != name
    assert any("not written from this database" in line for line in shelf.said)
    IndexState.objects.update(xid=2**60, mark=shelf.follower.index.mark)
    shelf.restart()
    assert any("another server's" in line for line in shelf.said)
    assert shelf.titles(world.editor, "chi co o day") == ["Chỉ có ở đây"]


def test_a_dropped_folder_is_made_anew_with_progress(shelf, office, world):
    for n in range(3):
        office.draft(subject=f"Kế hoạch số {n}")
    shelf.follow()
    (places.root() / "current").unlink()
    assert shelf.ask(world.editor, "ke hoach").is_ready is False
    shelf.restart()
    assert any("3 of 3" in line for line in shelf.said)
    assert len(shelf.titles(world.editor, "ke hoach")) == 3
    row = IndexState.objects.get()
    assert (row.state, row.documents, row.done, row.total) == (HostState.FOLLOWING, 3, 3, 3)


def test_what_changes_during_a_rebuild_is_followed_afterwards(shelf, office, world, monkeypatch):
    office.draft(subject="Có từ trước")
    real = indexing._all_of

    def slow(writer):
        yield from real(writer)
        office.draft(subject="Viết trong khi lập lại")

    monkeypatch.setattr(indexing, "_all_of", slow)
    shelf.follower.rebuild("asked")
    assert shelf.titles(world.editor, "trong khi") == []
    shelf.follow()
    assert shelf.titles(world.editor, "trong khi") == ["Viết trong khi lập lại"]


def test_rows_that_every_host_has_followed_are_removed(shelf, office):
    office.draft()
    IndexState.objects.create(host="other", alive_at=clock.now(), xid=0)
    shelf.follow()
    assert outbox.forget_followed(clock.now()) == 0
    IndexState.objects.filter(host="other").update(alive_at=clock.now() - outbox.FORGOTTEN_AFTER)
    assert outbox.forget_followed(clock.now()) > 0
    assert Outbox.objects.count() == 0


def test_only_one_process_writes_and_readers_see_what_it_wrote(shelf, office, world):
    with places.only_writer() as mine, places.only_writer() as also:
        assert (mine, also) == (True, False)
    stop = threading.Event()
    loop = threading.Thread(target=indexing.run, args=[stop], daemon=True)
    loop.start()
    document = office.draft(subject="Theo kịp trong một giây")
    while not shelf.titles(world.editor, "theo kip"):
        stop.wait(0.05)
    stop.set()
    loop.join()
    assert shelf.titles(world.editor, "theo kip") == [document.subject]


def test_a_rebuild_is_asked_for_and_journalled(shelf):
    from loa.journal.models import Entry
    from loa.search import actions

    name = places.current()
    actions.ask_for_rebuild()
    shelf.follower.look()
    assert places.current() != name
    assert IndexState.objects.get().asked_at is None
    assert Entry.objects.filter(verb="search.rebuild_asked").exists()


def test_every_kind_gives_what_a_hit_needs(shelf, office, desk, world):
    circulate(actor=world.clerk, document=office.issued(typed="12/KH-BTG"), bodies=[world.ward_a])
    desk.draft()
    make_newsdesk(world)
    for kind in slots.kinds():
        papers = list(kind.papers(kind.rows()))
        assert papers, kind.kind
        assert all(paper.title and paper.access and paper.at for paper in papers)
        assert Place(1, 2) < Place(2, 1)


def test_a_row_that_cannot_be_read_keeps_no_other_from_being_found(shelf, office, world, monkeypatch, caplog):
    bad, _good = office.draft(subject="Không đọc được"), office.draft(subject="Đọc được ngay")
    kind = slots.find("documents.document")

    def broken(rows):
        assert not rows.filter(pk=bad.pk).exists()
        return kind.papers(rows)

    monkeypatch.setitem(slots._kinds, kind.kind, replace(kind, papers=broken))
    shelf.follow()
    monkeypatch.setitem(slots._kinds, kind.kind, kind)
    assert shelf.titles(world.editor, "doc duoc") == ["Đọc được ngay"]
    assert f"{bad.pk} cannot be read" in caplog.text
