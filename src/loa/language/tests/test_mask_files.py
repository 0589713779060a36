"""Masking of files: every id once, a bad line is an entry and no crash."""

import gzip
import json
from pathlib import Path

from loa.language.masking import FileCount, mask_file


def rows(path: Path) -> list[dict[str, object]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.decode().split("\n") if line]


def test_it_masks_every_line_and_splits_only_at_the_newline(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": 1, "text": "ông Nguyễn Văn A\u2028bị ngã"}, {"id": "x", "text": "Trời mưa."}]
    source.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert mask_file(source, target) == FileCount(lines=2, errors=0)
    assert rows(target) == [
        {"id": 1, "text": "ông [họ tên]\u2028bị ngã", "spans": [{"start": 4, "end": 16, "kind": "name"}]},
        {"id": "x", "text": "Trời mưa.", "spans": []},
    ]


def test_it_reads_and_writes_compressed_files(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl.gz"
    source.write_bytes(gzip.compress(b'{"id": 1, "text": "BN17"}\n'))
    mask_file(source, target)
    assert rows(target)[0]["text"] == "[mã bệnh nhân]"


def test_a_bad_line_gets_an_entry_and_the_rest_goes_on(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = [b"{not json", b"\xff\xfe", b"[1]", b'{"id": 2}', b'{"id": 3, "text": 5}', b"[" * 100_000]
    source.write_bytes(b"\n".join([*bad, b'{"id": 4, "text": "a"}', b'{"id": 4, "text": "b"}', b""]))
    assert mask_file(source, target) == FileCount(lines=8, errors=7)
    written = rows(target)
    assert [row["id"] for row in written] == [None, None, None, 2, 3, None, 4, None]
    assert all(row.get("error") for row in written if row["text"] is None)
    assert "Dòng 1 " in str(written[0]["error"])


def test_a_missing_source_leaves_no_target_behind(tmp_path: Path) -> None:
    import pytest

    with pytest.raises(OSError, match="none"):
        mask_file(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []
