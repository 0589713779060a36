"""What every channel kind must hold; the guard runs it over all registered kinds, so an incomplete one cannot land."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any, get_type_hints

from loa.channels.base import Core, Kind
from loa.channels.models import LegalKind

EXERCISE_MARK = "DIỄN TẬP"
TEST_MARK = "THỬ NGHIỆM"
_FORBIDDEN_VERBS = frozenset({"DELETE"})
_MARKS = {"live": "", "exercise": EXERCISE_MARK, "test": TEST_MARK}


def sample_core(mode: str = "live") -> Core:
    """Return a message that every kind must be able to render."""
    return Core(
        title="Lịch cấp nước ngày 05/01",
        text="Từ 8 giờ đến 10 giờ ngày 05/01 tạm ngừng cấp nước để sửa ống. Hỏi: 024 3000 0000.",
        html="<p>Từ 8 giờ đến 10 giờ ngày 05/01 tạm ngừng cấp nước để sửa ống. Hỏi: 024 3000 0000.</p>",
        language="vi",
        issuer="Ủy ban nhân dân phường Mẫu",
        approver="Chủ tịch UBND phường Mẫu",
        source="Thông báo số 12/TB-UBND",
        code="7K3M-Q2WT",
        url="http://localhost:8000/b/7K3M-Q2WT",
        mode=mode,
        areas=("Phường Mẫu",),
    )


def violations(kind: Kind[Any]) -> list[str]:
    """Return what the kind lacks, one sentence each; empty when it keeps the contract."""
    return [*_identity(kind), *_endpoints(kind), *_config(kind), *_rendering(kind), *_promises(kind)]


def _identity(kind: Kind[Any]) -> Iterator[str]:
    if not (kind.key and kind.key.islower() and kind.key.isidentifier() and len(kind.key) <= 20):
        yield "its key is a small word of at most 20 letters"
    if not str(kind.label).strip():
        yield "it has a Vietnamese label"
    if unknown := set(kind.legal_kinds) - set(LegalKind.values):
        yield f"its legal kinds are those of the decree, not {sorted(unknown)}"
    if kind.patience <= 0:
        yield "a call ends: patience is above 0 seconds"


def _endpoints(kind: Kind[Any]) -> Iterator[str]:
    for endpoint in kind.endpoints:
        if not endpoint.verbs or not endpoint.purpose:
            yield f"endpoint {endpoint.host} names its verbs and its purpose"
        if endpoint.host in {"*", "*.*", ""}:
            yield "no endpoint stands for the whole Internet"
        if taken := _FORBIDDEN_VERBS & {verb.upper() for verb in endpoint.verbs}:
            yield f"it never uses {sorted(taken)} (charter 8)"


def _config(kind: Kind[Any]) -> Iterator[str]:
    config = kind.Config
    if not dataclasses.is_dataclass(config) or not config.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        yield "its Config is a frozen dataclass"
        return
    try:
        get_type_hints(config)
    except NameError as error:
        yield f"the types of its Config can be read: {error}"


def _rendering(kind: Kind[Any]) -> Iterator[str]:
    for mode, mark in _MARKS.items():
        core = sample_core(mode)
        payload = kind.render(core)
        try:
            text = json.dumps(payload, ensure_ascii=False)
        except TypeError as error:
            yield f"its payload is JSON: {error}"
            return
        if kind.render(core) != payload:
            yield "the same message renders the same"
        for name in ("issuer", "source"):
            if getattr(core, name) not in text:
                yield f"its payload names the {name} (charter 1)"
        read = "\n".join(shown.text for shown in kind.preview(payload))
        for name in ("title", "text", "issuer", "approver", "source", "code"):
            if getattr(core, name) not in read:
                yield f"an approver sees its {name} as it will be read (preview)"
        if mark and mark not in text:
            yield f"a message of mode {mode} carries the mark {mark} (charter 9)"
        if not mark and (EXERCISE_MARK in text or TEST_MARK in text):
            yield "a live message carries no exercise or test mark"


def _promises(kind: Kind[Any]) -> Iterator[str]:
    own = type(kind)
    if kind.can_be_asked and own.ask is Kind.ask:
        yield "a kind that can be asked says how (ask)"
    if kind.can_report and own.report is Kind.report:
        yield "a kind whose provider can list what it has says how (report)"
    if kind.renews_before and own.renew is Kind.renew:
        yield "a kind whose secrets are renewed says how (renew)"
    if kind.canary_modes and own.canary is Kind.canary:
        yield "a kind whose accounts test themselves says how (canary)"
    if unknown := set(kind.canary_modes) - set(_MARKS):
        yield f"its canary modes are modes, not {sorted(unknown)}"
    if kind.self_reported and (kind.has_idempotency_key or kind.can_be_asked):
        yield "what a person confirms has no idempotency key and cannot be asked"
