"""`loa stories group`: whatever is in the file, each id is answered once, in the same way in any order."""

import gzip
import json
import random
import subprocess
import sys

from loa.stories import cluster, files
from loa.stories.files import group_file
from loa.stories.lines import index_part
from loa.stories.tests.sample import ARTICLE, OTHER
from loa.stories.tests.test_stories import EVENT, OTHERS


def lines():
    told = [
        {"id": f"e{n}", "title": t, "text": s, "published_at": f"2026-03-02T0{n}:00:00+07:00"}
        for n, (t, s) in enumerate(EVENT)
    ]
    told += [
        {"id": n, "title": t, "text": s, "published_at": None, "source": None}
        for n, (t, s) in enumerate(OTHERS)
    ]
    told += [
        {"id": f"r{n}", "title": "Kênh", "text": ARTICLE, "published_at": "Mon, 02 Mar 2026 08:00:00 +0700"}
        for n in "ab"
    ]
    return [*told, {"id": "alone", "text": OTHER, "source": "Báo\u2028B"}]


def written(path, records):
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    with (gzip.open if path.suffix == ".gz" else open)(path, "wb") as file:
        file.write(text.encode())
    return path


def answers(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        return {json.dumps(entry["id"]): entry for entry in map(json.loads, file)}


def test_reprints_and_stories_of_a_file_in_any_order_plain_and_compressed(tmp_path):
    group_file(written(tmp_path / "in.jsonl", lines()), tmp_path / "out.jsonl")
    found = answers(tmp_path / "out.jsonl")
    assert found['"rb"'] == {"id": "rb", "reprint_of": "ra", "story": "ra"}
    assert {found[f'"e{n}"']["story"] for n in range(3)} == {"e0"}
    assert found["2"] == {"id": 2, "reprint_of": None, "story": "2"}
    for seed in (1, 2):
        mixed = random.Random(seed).sample(lines(), len(lines()))
        group_file(written(tmp_path / "in.jsonl.gz", mixed), tmp_path / "out.jsonl.gz")
        assert answers(tmp_path / "out.jsonl.gz") == found


def test_a_bad_line_is_answered_and_stops_nothing(tmp_path):
    bad = [
        b"\xff\xfe",
        b"{",
        b"[1]",
        b'{"title":"x"}',
        b'{"id":"n"}',
        b'{"id":"m","title":7}',
        b'{"id":"e0","title":"again"}',
        b"",
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join([json.dumps(lines()[0]).encode(), *bad, json.dumps(lines()[1]).encode()]))
    count = group_file(source, tmp_path / "out.jsonl")
    entries = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().split(b"\n") if line]
    assert (count.lines, count.errors, len(entries)) == (9, 7, 9)
    assert [entry["id"] for entry in entries if entry["id"]] == ["e0", "n", "m", "e1"]
    assert all(entry["error"].startswith("Dòng ") for entry in entries[1:8])
    assert entries[7]["line"] == 8


def test_the_command_needs_no_database_and_says_what_it_found(tmp_path):
    source = written(tmp_path / "in.jsonl", lines())
    code = (
        "import sys; from loa.ops.cli import main; sys.argv[1:] = sys.argv[1:]\n"
        "try: main()\nfinally: assert 'django' not in sys.modules and 'psycopg' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "stories", "group", str(source), "--out", str(tmp_path / "out.jsonl")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout
        == "10 lines, 0 that could not be read; 1 groups of reprints, 2 stories of two items and more\n"
    )
    assert len(answers(tmp_path / "out.jsonl")) == 10


def test_without_a_place_for_compiled_code_it_only_warns(tmp_path):
    closed = tmp_path / "file"
    closed.write_text("not a folder")
    code = "import logging; logging.basicConfig(); from loa.stories.scanning import mix; from loa.stories.compiled import KEPT; print(KEPT, mix(0))"
    environment = {
        "NUMBA_CACHE_DIR": str(closed / "deep"),
        "PATH": "/usr/bin",
        "PYTHONPATH": ":".join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout == "False 0\n", done.stderr
    assert "every start compiles again" in done.stderr


def test_dask_gives_the_same_groups_and_its_scheduler_sees_no_text(tmp_path, monkeypatch):
    mixed = random.Random(3).sample(lines() * 2, 2 * len(lines()))
    source = written(tmp_path / "in.jsonl", [*mixed, {"id": "x"}])
    monkeypatch.setattr(files, "_PART", 900)
    one = group_file(source, tmp_path / "one.jsonl")
    with cluster.local(workers=2) as dask:
        sent = []
        submit = dask._client.submit
        dask._client.submit = lambda *task, **kw: sent.append(task[1:]) or submit(*task, **kw)
        assert group_file(source, tmp_path / "many.jsonl", engine=dask) == one
    assert (tmp_path / "many.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
    assert len(sent) > 5
    assert "kênh" not in repr(sent).lower()
    assert source.name in repr(sent)


def test_a_line_that_begins_at_the_edge_of_a_part_is_read_once(tmp_path):
    source = written(tmp_path / "in.jsonl", lines())
    size = source.stat().st_size
    whole = index_part(source, 0, size)
    for edge in range(1, size, 97):
        parts = index_part(source, 0, edge)
        parts.add(index_part(source, edge, size))
        assert (parts.keys, parts.places, parts.numbers) == (whole.keys, whole.places, whole.numbers)


def test_stories_keep_the_names_of_an_earlier_run(tmp_path):
    group_file(written(tmp_path / "in.jsonl", lines()), tmp_path / "one.jsonl")
    older = {**lines()[0], "id": "older", "published_at": "2026-03-01T23:00:00+07:00"}
    source = written(tmp_path / "in.jsonl", [older, *lines()])
    group_file(source, tmp_path / "two.jsonl")
    assert answers(tmp_path / "two.jsonl")['"e0"']["story"] == "older"
    group_file(source, tmp_path / "two.jsonl", before=tmp_path / "one.jsonl")
    found, before = answers(tmp_path / "two.jsonl"), answers(tmp_path / "one.jsonl")
    assert {key: found[key]["story"] for key in before} == {
        key: told["story"] for key, told in before.items()
    }
    assert found['"older"']["story"] == "e0"
