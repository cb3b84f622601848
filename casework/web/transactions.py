"""A reading is an act: the page and its entry in the log are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]


def atomic(view: View[R, P]) -> View[R, P]:
    @wraps(view)
    def in_transaction(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return cast("View[R, P]", in_transaction)
