"""Where a webhook account's own test arrives; a signature stands for the form token."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loa.kinds.webhook import canary


@csrf_exempt
@require_POST
def arrive(request: HttpRequest, account_id: int, token: str) -> HttpResponse:
    """Take a test of ours and say that it arrived."""
    canary.arrive(
        account_id=account_id,
        token=token,
        message_id=request.headers.get("webhook-id", ""),
        moment=request.headers.get("webhook-timestamp", ""),
        signed=request.headers.get("webhook-signature", ""),
        body=request.body if request.content_type == "application/json" else b"",  # a form was read already
    )
    return HttpResponse(status=204)
