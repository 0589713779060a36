"""Lets every unsafe request carry an idempotency key, whatever view it reaches.

A request without one takes the ordinary path, so that every middleware hears of the errors of its view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from loa.journal.errors import StillRunning
from loa.journal.idempotency import answer_once, key_of
from loa.web.errors import ErrorsMiddleware


class IdempotencyMiddleware:
    """Answer a repeated request from store; the last middleware, since it calls the view itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._errors = ErrorsMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """Call the view once per key; its refusals become the same pages as without a key."""
        try:
            if not key_of(request):
                return None
            return answer_once(request, lambda: view(request, *args, **kwargs))
        except Exception as error:
            answer = self._errors.process_exception(request, error)
            if answer is None:
                raise
            if isinstance(error, StillRunning):
                answer["Retry-After"] = str(StillRunning.retry_after)
            return answer
