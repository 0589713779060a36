"""Calls a channel kind and turns whatever happens into one result per message. Nothing here writes to the ledger."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from loa.channels import reach
from loa.channels.base import Message, Outcome, Result
from loa.delivery.rules import reason_text
from loa.delivery.states import Why
from loa.delivery.work import Work
from loa.lib.border import BorderError

log = logging.getLogger(__name__)


class Report(Protocol):
    """Takes a result as it comes."""

    def __call__(self, result: Result, *, asked: bool = False) -> None: ...


async def send(work: Work, messages: list[Message], report: Report, bug: Callable[[], None]) -> None:
    """Hand the messages to the kind; each gets exactly one result, *unknown* where the kind gave none.

    A call that lasts longer than the kind's patience is cut. An error that the kind did not foresee leaves the
    outcome of what was open unknown, and is counted as a bug.
    """
    waiting = {message.delivery_id: message for message in messages}
    error: BorderError | None = None
    try:
        with reach.sending(work.mode):
            async with asyncio.timeout(work.kind.patience):
                async for result in work.kind.send(work.outlet, messages):
                    if waiting.pop(result.delivery_id, None) is not None:
                        report(result)
    except BorderError as known:
        error = known
    except TimeoutError:
        pass
    except Exception:
        log.exception("kind %s broke while sending", work.kind.key)
        bug()
    for message in waiting.values():
        report(Result.from_error(message, error) if error else _unknown(message))


async def ask(work: Work, message: Message, report: Report) -> None:
    """Ask the kind what became of a message; without an answer it stays unknown."""
    result = _unknown(message)
    try:
        with reach.sending(work.mode):
            async with asyncio.timeout(work.kind.patience):
                result = await work.kind.ask(work.outlet, message)
    except (BorderError, TimeoutError):
        pass
    except Exception:
        log.exception("kind %s broke while asking", work.kind.key)
    report(result, asked=True)


def _unknown(message: Message) -> Result:
    code = Why.UNKNOWN_OUTCOME
    return Result(message.delivery_id, Outcome.UNKNOWN, code, reason_text(code))
