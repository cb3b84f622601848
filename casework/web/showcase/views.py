"""Every part of a page in every state, for whoever builds one. A real house has no such page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.web.showcase.samples import everything


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """It opens nothing and asks for no key."""
    if not settings.DEMO:
        raise Http404
    return render(request, "showcase/components.html", everything())
