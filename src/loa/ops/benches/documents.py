"""How well the header of official documents is read, beside a few patterns on the same text.

Reads the constructed documents that were held back; with LOA_BENCH_DATA the real ones in that folder, which needs
`vanban/vanban_dev.jsonl.gz` and the files it names.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from loa.lib.measure import Bench, Figure, Goal, Outcome, Plan, median, percentile
from loa.ops.errors import OpsError
from loa.papers.reading import FIELDS, MAIN, Reading, Value, read_file
from loa.papers.reading.constructed import samples
from loa.papers.reading.evaluate import Judged, figures, judge

_NAMES = {"number": "serial", "kind": "type"}
_EACH = 3
_NUMBER = re.compile(r"(?i)\bsố\s*:?\s*([\w.]+)\s*(?:/(\d{4}))?\s*[/-]\s*([A-ZĐ][\wĐđ/-]+)")
_DATE = re.compile(r"([^\n,]{2,30}),\s*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_KIND = re.compile(
    r"(?m)^\s*(NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|THÔNG TƯ|THÔNG BÁO|KẾ HOẠCH|BÁO CÁO|TỜ TRÌNH|LUẬT)\b"
)
_SIGNER = re.compile(
    r"(?:TRƯỞNG|CHỦ TỊCH|GIÁM ĐỐC|THỦ TƯỚNG|QUỐC HỘI)[^\n]*\s+((?:[A-ZĐ]\w+ ){1,4}[A-ZĐ]\w+)\s*$",
    re.MULTILINE,
)


def patterns(text: str) -> Reading:
    """Read as a handful of patterns on the bare text would: the rival of the bench."""
    values: dict[str, str | int | None] = dict.fromkeys(FIELDS)
    if found := _NUMBER.search(text):
        values |= {"number": found[1], "year": int(found[2]) if found[2] else None, "symbol": found[3]}
        values["full_number"] = f"{found[1]}/{found[2]}/{found[3]}" if found[2] else f"{found[1]}/{found[3]}"
    if dated := _DATE.search(text):
        values["place"] = dated[1].split("  ")[-1].strip()
        values["date"] = f"{dated[4]}-{int(dated[3]):02}-{int(dated[2]):02}"
    if kind := _KIND.search(text):
        values["kind"] = kind[1]
    if signer := _SIGNER.findall(text):
        values["signer"] = signer[0]
    return Reading({name: Value(value, 1.0) for name, value in values.items()}, has_text=True, text=text)


def constructed(plan: Plan) -> Iterator[tuple[Mapping[str, Any], Callable[[], Reading]]]:
    """Yield what stands in each constructed document and how to read it."""
    for sample in samples("held", each=_EACH, first=plan.scaled(18)):
        yield sample.gold, lambda data=sample.data: read_file(data)  # type: ignore[misc]


def real(folder: Path) -> Iterator[tuple[Mapping[str, Any], Callable[[], Reading]]]:
    """Yield what stands in each real document whose file is at hand, and how to read it."""
    listed = folder / "vanban" / "vanban_dev.jsonl.gz"
    if not listed.is_file():
        raise OpsError(f"LOA_BENCH_DATA: there is no {listed}; name the folder above vanban/.")
    with gzip.open(listed, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            gold = {name: record[_NAMES.get(name, name)] for name in FIELDS}
            if record["file"]:
                yield gold, lambda path=folder / "vanban" / record["file"]: read_file(path)  # type: ignore[misc]


def run(plan: Plan) -> Outcome:
    """Read every document, then judge the reading and the patterns alike."""
    folder = os.environ.get("LOA_BENCH_DATA")
    rows = real(Path(folder)) if folder else constructed(plan)
    judged: list[Judged] = []
    rivals: list[Judged] = []
    times: list[float] = []
    for gold, read in rows:
        began = time.process_time()
        reading = read()
        times.append(time.process_time() - began)
        judged.append(judge(gold, reading))
        rivals.append(judge(gold, patterns(reading.text)))
    plan.say(f"{len(judged)} {'real' if folder else 'constructed'} documents read")
    return _outcome(judged, rivals, times, "real" if folder else "constructed, held back")


def _outcome(judged: list[Judged], rivals: list[Judged], times: list[float], what: str) -> Outcome:
    ours, theirs = figures(judged), figures(rivals)
    found: dict[str, Figure] = {name: measured.value for name, measured in ours.items()}
    found |= {"invented": float(ours["invented"].right), "seconds": max(times)}
    lines = [("documents", f"{len(judged)} ({what})")]
    for name in [*FIELDS, "five_right"]:
        rival = f"; patterns {theirs[name].value:.3f}" if name in {*MAIN, "five_right"} else ""
        lines.append((name, f"{ours[name]}{rival}"))
    lines += [
        ("documents with an invented value", f"{ours['invented'].right}; patterns {theirs['invented'].right}"),
        ("errors marked as doubtful", str(ours["errors_marked"])),
        ("seconds of processor time a file: median, 95 %, most", f"{median(times):.3f}, {percentile(times, 0.95):.3f}, {max(times):.3f}"),
    ]  # fmt: skip
    return Outcome(found, lines)


BENCH = Bench(
    "documents",
    "The header of official documents read, beside a few patterns on the same text",
    run,
    (
        Goal("number", at_least=0.95),
        Goal("date", at_least=0.97),
        Goal("kind", at_least=0.97),
        Goal("place", at_least=0.90),
        Goal("signer", at_least=0.95),
        Goal("five_right", at_least=0.90),
        Goal("invented", at_most=0),
        Goal("seconds", at_most=1.0),
    ),
    database=False,
)
