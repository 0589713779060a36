"""`loa units resolve` from the outside: one line in, one line out, no database."""

import json
import subprocess
import sys


def test_it_resolves_a_file_without_a_database(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", "input": "P. Trúc Bạch, Q. Ba Đình"}) + "\nhỏng\n")
    command = [sys.executable, "-m", "loa.ops.cli", "units", "resolve", str(source), "--out", str(target)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"LOA_HOME": str(tmp_path), "PATH": ""}
    )
    first, second = (json.loads(line) for line in target.read_text().splitlines())
    assert first == {"id": "a", "commune_code": "00004", "candidates": ["00004"], "divided": False}
    assert "error" in second
    assert "Trúc Bạch" not in done.stdout + done.stderr
    assert "2 lines, 1 that could not be read" in done.stdout
