"""`loa mask` from the outside: one line in, one line out, whatever is wrong with it."""

import json
import subprocess
import sys


def test_it_masks_a_file_without_a_database(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        json.dumps({"id": "a", "text": "Bà Nguyễn Thị Hoa, điện thoại 0912 345 678, phản ánh rác thải."})
        + "\nhỏng\n"
    )
    command = [sys.executable, "-m", "loa.ops.cli", "mask", str(source), "--out", str(target)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"LOA_HOME": str(tmp_path), "PATH": ""}
    )
    first = json.loads(target.read_text().splitlines()[0])
    assert "Hoa" not in first["text"]
    assert "0912" not in first["text"]
    assert {span["kind"] for span in first["spans"]} == {"name", "phone"}
    assert "2 lines, 1 that could not be read" in done.stdout
