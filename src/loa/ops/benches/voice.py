"""How exactly texts are made speakable, beside the plain reading that estimates lengths; how fast speech becomes a file."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from loa.language.spoken import spoken_text
from loa.lib.measure import Bench, Goal, Outcome, Plan, median
from loa.voice.engines import EspeakEngine
from loa.voice.evaluate import exact, read_cases
from loa.voice.normalise import spoken
from loa.voice.sound import speak_to_file

_LEAST_SENTENCES = 2000


def run(plan: Plan) -> Outcome:
    """Read every labelled case, then speak and encode a bulletin of some of them."""
    cases = read_cases()
    held = [case for case in cases if case.held]
    figures = {
        "exact": exact(cases),
        "exact_held": exact(held),
        "exact_plain": exact(cases, spoken_text),
        "cases": float(len(cases)),
        "sentences_per_s": _rate([case.written for case in cases], plan),
        "rtf": _rtf(" ".join(case.written for case in cases[::10])[: plan.scaled(2500, least=200)], plan),
    }
    lines = [
        ("readings right to the letter, all", f"{figures['exact']:.3f} of {len(cases)}"),
        ("of them held back by digest (looked at since)", f"{figures['exact_held']:.3f} of {len(held)}"),
        ("the plain reading for lengths, all", f"{figures['exact_plain']:.3f}"),
        ("lines a second of processor time", f"{figures['sentences_per_s']:,.0f}"),
        ("processor time for a second of sound (normalise, speak, level, encode)", f"{figures['rtf']:.3f}"),
    ]
    return Outcome(dict(figures), lines)


def _rate(texts: list[str], plan: Plan) -> float:
    began, done = time.process_time(), 0
    while done < plan.scaled(_LEAST_SENTENCES, least=len(texts)):
        for text in texts:
            spoken(text)
        done += len(texts)
    return done / (time.process_time() - began)


def _processor() -> float:
    """Return the processor time of this process and of the children that ended: others on the machine do not count."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _rtf(text: str, plan: Plan) -> float:
    engine = EspeakEngine()
    found = []
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as folder:
        for number in range(1, min(plan.rounds, 3) + 1):
            began = _processor()
            made = speak_to_file(text, engine, "vi", Path(folder, "said.mp3"))
            found.append((_processor() - began) / made.seconds)
            plan.say(f"{number}: {made.seconds:.0f} s of sound at {made.loudness_lufs:.1f} LUFS")
    return median(found)


BENCH = Bench(
    "voice",
    "Vietnamese texts made speakable, spoken, levelled and encoded",
    run,
    (Goal("exact", at_least=0.97), Goal("cases", at_least=300)),
    database=False,
)
