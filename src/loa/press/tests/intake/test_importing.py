"""Files of items come in whole, in parts, twice: each item once, each refused row with its reason."""

import gzip
import io
import json
import resource
import zipfile
from contextlib import closing

import openpyxl
import pytest
from click.testing import CliRunner
from django.db import connection

from loa.journal.models import Entry
from loa.press.actions.bulk import source_for_files
from loa.press.cli import press
from loa.press.intake import importing, knowing, lines
from loa.press.models import BulkImport, Item, Publisher
from loa.press.source_errors import ImportRunning, NoBody, UnreadableFile
from loa.press.tests.intake.conftest import language

pytestmark = pytest.mark.django_db

GOOD = {"id": "1", "title": "Hoà  Bình mở tuyến xe", "text": "Mười tuyến xe buýt chạy thử.", "published_at": "2021-09-30T10:00:00+07:00", "source": "Báo Mẫu", "author": "Phạm Thị Dung"}  # fmt: skip


def row(number, **changes):
    return GOOD | {"id": str(number), "title": f"Tin số {number} trong ngày"} | changes


def jsonl(path, *rows):
    data = b"".join((one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode()) + b"\n" for one in rows)  # fmt: skip
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.fixture
def bring(world, tmp_path):
    def run(path, **given):
        work = importing.begin(path, source_for_files())
        importing.run(work, path, tmp_path / "rejects.jsonl", language, **given)
        work.refresh_from_db()
        return work

    return run


def rejected(tmp_path):
    return [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]


def test_rows_become_items_of_their_publishers_without_writers(bring, tmp_path, publisher):
    work = bring(jsonl(tmp_path / "tin.jsonl.gz", GOOD, row(2, source="BAO MAU", url="https://m.bao.example.vn/2?utm_source=x"), row(3, source="Báo Lạ")))  # fmt: skip
    assert (work.state, work.lines, work.fresh, work.rejected) == ("done", 3, 3, 0)
    first, second, third = Item.objects.order_by("pk")
    assert (first.title, first.publisher, first.sure) == ("Hòa Bình mở tuyến xe", publisher, 1.0)
    assert second.publisher == publisher
    assert third.publisher == Publisher.objects.get(name="Báo Lạ")
    assert "Dung" not in str([vars(item) for item in Item.objects.all()])
    assert Entry.objects.filter(verb="press.import_done").get().facts["fresh"] == 3


BAD = [
    (b"{khong phai json", lines.BAD_JSON),
    (b"[1]", lines.BAD_JSON),
    (b"\xff\xfe{}", lines.BAD_JSON),
    (row(1, title=" "), lines.NO_TITLE),
    (row(1, published_at="hôm qua"), lines.NO_DATE),
    (row(1, id=None), lines.NO_ADDRESS),
    (row(1, text="x" * (2 << 20)), lines.TOO_LONG),
    (rb'{"id": "\ud800", "title": "Mot tin", "published_at": "2021-09-30"}', lines.BAD_LETTERS),
    (row(1, title="\u200b"), lines.NO_TITLE),
    (row(1, source="Trần Thị Bình"), lines.A_PERSON),
    (row(1, id=None, url="javascript:alert(1)"), lines.BAD_ADDRESS),
    (row(1, id=None, url="http://[bao.vn/1"), lines.BAD_ADDRESS),
]


def test_what_is_refused_is_written_down_with_its_line_and_reason(bring, tmp_path):
    work = bring(jsonl(tmp_path / "tin.jsonl", *(bad for bad, _ in BAD), row(9)))
    assert (work.lines, work.fresh, work.rejected) == (len(BAD) + 1, 1, len(BAD))
    told = rejected(tmp_path)
    assert [one["line"] for one in told] == list(range(1, len(BAD) + 1))
    assert [one["reason"] for one in told] == [reason for _, reason in BAD]
    assert all(len(one["row"]) <= 2_000 for one in told)


def test_a_nul_in_the_name_of_a_publisher_does_not_stop_the_file(bring, tmp_path, publisher):
    assert bring(jsonl(tmp_path / "tin.jsonl", row(1, source="Báo\x00 Mẫu"), row(2, id="\x00 2"))).fresh == 2
    assert not Item.objects.exclude(publisher=publisher).exists()


def test_it_stops_after_a_batch_and_goes_on_there_with_each_refusal_once(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    path = jsonl(tmp_path / "tin.jsonl", *(row(number) if number % 5 else b"xau" for number in range(1, 31)))
    calls = []
    work = bring(path, stopped=lambda: calls.append(1) or len(calls) == 3)
    assert (work.state, work.lines, Item.objects.count()) == ("stopped", 12, 10)
    with (tmp_path / "rejects.jsonl").open("a") as file:
        file.write("of a batch that was never kept\n")
    work = bring(path)
    assert (work.state, work.lines, work.fresh, work.rejected) == ("done", 30, 24, 6)
    assert [one["line"] for one in rejected(tmp_path)] == [5, 10, 15, 20, 25, 30]
    again = bring(path)
    assert (again.pk, Item.objects.count(), BulkImport.objects.count()) == (work.pk, 24, 1)


def test_a_failure_in_a_batch_leaves_what_was_before(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    path = jsonl(tmp_path / "tin.jsonl", *(row(number) for number in range(1, 11)))
    real, calls = importing.Door.store, []

    def store(self, drafts):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError
        return real(self, drafts)

    monkeypatch.setattr(importing.Door, "store", store)
    with pytest.raises(RuntimeError):
        bring(path)
    assert BulkImport.objects.get().lines == 4
    monkeypatch.setattr(importing.Door, "store", real)
    assert bring(path).fresh == 10


def test_a_batch_takes_a_bounded_room_and_its_rows_come_again_from_another_file(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "_MOST_BYTES", 400)
    told = []
    rows = [row(number) for number in range(1, 7)]
    bring(jsonl(tmp_path / "tin.jsonl", *rows), tell=told.append)
    assert [one.rows for one in told] == [3, 3]
    again = [row(1), row(2, title="Sửa tiêu đề"), row(7), row(8, url="https://bao.example.vn/8")]
    work = bring(jsonl(tmp_path / "khac.jsonl", *again))
    assert (work.fresh, work.changed, work.known) == (2, 1, 1)
    work = bring(jsonl(tmp_path / "nua.jsonl", row(8, url="https://bao.example.vn/tam")))
    assert (work.fresh, work.changed, work.known) == (0, 0, 1)  # another address, the same id
    assert Item.objects.count() == 8


def test_a_name_too_long_for_a_publisher_is_one_publisher(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 1)
    bring(jsonl(tmp_path / "tin.jsonl", *(row(number, source="Báo " + "Dài " * 100) for number in (1, 2))))
    assert Publisher.objects.filter(name__startswith="Báo Dài").count() == 1


def test_known_items_are_found_by_indexes_however_many_are_asked_for(world):
    keys = {f"{number:064}": f"{number + 1000:064}" for number in range(500)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {knowing._SEEN}", [list(keys), list(keys.values()), list(keys)])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert "item_key_once" in plan
    assert "item_entry" in plan


def test_csv_in_vietnamese_and_old_letters_and_xlsx_come_in_too(bring, tmp_path):
    head = "Mã tin;Tiêu đề;Nội dung;Ngày đăng;Báo\r\n"
    rows = '1;"Xe buýt; tàu điện";Nội dung;30/9/2021 10:15;Báo Mẫu\r\n2;Hµ Néi häp b¸o vÒ kÕ ho¹ch;Thµnh phè triÓn khai kÕ ho¹ch, ng­êi d©n ®­îc hç trî;30/9/2021;Báo Mẫu\r\n3;thiếu ngày;;;\r\n'
    (tmp_path / "tin.csv").write_bytes(b"\xef\xbb\xbf" + (head + rows).encode())
    work = bring(tmp_path / "tin.csv")
    assert (work.fresh, work.rejected) == (2, 1)
    assert Item.objects.get(title="Xe buýt; tàu điện").published_at.isoformat() == "2021-09-30T03:15:00+00:00"
    assert Item.objects.filter(title="Hà Nội họp báo về kế hoạch").exists()
    book = openpyxl.Workbook()
    for cells in (
        ["Danh sách tin"],
        ["Tiêu đề", "Đường dẫn", "Ngày đăng"],
        ["Từ bảng tính", "https://a.vn/1", "30/9/2021"],
    ):
        book.active.append(cells)
    book.save(tmp_path / "tin.xlsx")
    assert bring(tmp_path / "tin.xlsx").fresh == 1
    assert Item.objects.get(title="Từ bảng tính").url == "https://a.vn/1"


@pytest.mark.fault("A06")
@pytest.mark.parametrize("how", ["bomb", "doubled", "no zip", "other kind", "no head"])
def test_a_hostile_file_is_refused_before_it_is_unpacked(bring, tmp_path, how):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20) if how == "bomb" else b"<x/>")
        if how == "doubled":
            with pytest.warns(UserWarning, match="Duplicate"):
                book.writestr("xl/worksheets/sheet1.xml", b"<y/>")
    path = tmp_path / {"other kind": "tin.pdf", "no head": "tin.csv"}.get(how, "tin.xlsx")
    path.write_bytes(b"a,b\n1,2\n" if how in {"no zip", "no head"} else packed.getvalue())
    with pytest.raises(UnreadableFile):
        bring(path)
    assert not Item.objects.exists()


@pytest.mark.fault("A04")
def test_memory_stays_the_same_for_a_long_file_and_a_packed_line_without_end(tmp_path):
    path = tmp_path / "tin.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(400):
            out.write(b"x" * (1 << 20))
        out.write(b"\n" + json.dumps(GOOD).encode() + b"\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(lines.rows_of(path))
    assert [one.reason for one in found] == [lines.TOO_LONG, ""]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


@pytest.mark.fault("A04")
def test_memory_stays_the_same_for_a_table_without_line_ends(tmp_path):
    path = tmp_path / "tin.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write("Mã tin,Tiêu đề,Ngày đăng\n".encode())
        for _ in range(100):
            out.write(b"x" * (1 << 20))
        out.write(b"\n1,Mot tin,30/9/2021\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(lines.rows_of(path))
    assert [one.reason for one in found if one.reason != lines.TOO_LONG] == [""]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


def test_the_command_says_what_became_of_the_file(world, tmp_path):
    path = jsonl(tmp_path / "tin.jsonl", GOOD, b"xau")
    told = CliRunner().invoke(press, ["import", str(path)])
    assert told.exit_code == 0, told.output
    assert "2 rows: 1 new, 0 changed, 0 known, 1 refused" in told.output
    assert json.loads((tmp_path / "tin.jsonl.rejects.jsonl").read_text())["line"] == 2
    again = CliRunner().invoke(press, ["import", str(path)])
    assert "this very file was brought in on 20" in again.output
    path.write_bytes(path.read_bytes().replace(b"xau", b"sai"))
    assert (
        "2 rows: 0 new, 0 changed, 1 known, 1 refused"
        in CliRunner().invoke(press, ["import", str(path)]).output
    )


@pytest.mark.parametrize("bad", [1, 6, 11])
def test_a_file_of_the_same_size_that_was_mended_anywhere_is_another_file(bring, tmp_path, monkeypatch, bad):
    monkeypatch.setattr(lines, "_BLOCK", 300)
    dates = {bad: {"published_at": "2021-13-30T10:00:00+07:00"}}
    path = jsonl(tmp_path / "tin.jsonl", *(row(number, **dates.get(number, {})) for number in range(1, 12)))
    first = bring(path)
    assert (first.fresh, first.rejected) == (10, 1)
    size, read = path.stat().st_size, []
    path.write_bytes(path.read_bytes().replace(b"2021-13-30", b"2021-09-30"))
    assert path.stat().st_size == size
    again = importing.begin(path, first.source, read.append)
    assert (sum(read), len(read)) == (size, -(-size // 300))
    assert again.pk != first.pk
    assert (bring(path).fresh, bring(path).rejected) == (1, 0)
    assert (bring(path).known, Item.objects.count()) == (10, 11)


def test_one_file_is_brought_in_by_one_process_at_a_time(bring, tmp_path):
    path = jsonl(tmp_path / "tin.jsonl", row(1))
    work = bring(path)
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s::int)", [importing._LOCK, work.pk])
        with pytest.raises(ImportRunning):
            bring(path)


def test_without_any_body_nobody_could_look_after_it(db):
    with pytest.raises(NoBody):
        source_for_files()
