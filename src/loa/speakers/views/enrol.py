"""Where a device joins its cluster: no session, no cookie; the code and the key it signs with are what counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from loa.speakers.actions import enrolling
from loa.web.visitors import not_too_often
from loa_wire.signed import MOST_BYTES

MOST_ENROLMENTS = 120


@csrf_exempt
@require_POST
@not_too_often("enrol", most=MOST_ENROLMENTS)
def enrol(request: HttpRequest) -> HttpResponse:
    """Answer an enrolment with what the device needs, or 403 with why not in words that a technician can act on."""
    answer = enrolling.enrol(envelope=request.read(MOST_BYTES + 1))
    if isinstance(answer, enrolling.Refused):
        return JsonResponse({"code": answer.code, "text": str(answer.text)}, status=403)
    return JsonResponse(answer)
