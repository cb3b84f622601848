"""One page for every act that asks first: what will happen, why, and one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from casework.access.errors import WrongState
from casework.cases.models import Case
from casework.web.http import SignedInRequest

Act = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Question:
    """`submit` is a verb, `done` what is said afterwards; `to` is where she lands, `back`
    where she turns away to (the case)."""

    title: str
    submit: str
    done: str
    text: str = ""
    consequences: Sequence[str] = field(default_factory=list)
    level: str = "warn"
    to: str = ""
    back: str = ""
    facts: Sequence[tuple[str, str]] = ()


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: a POST may be empty and is one all the same."""
    return request.POST if request.method == "POST" else None


def ask(
    request: SignedInRequest, case: Case, question: Question, form: forms.Form, act: Act
) -> HttpResponse:
    """GET asks, POST acts. What cannot be done now is said above what she typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except WrongState as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, question.done)
            return redirect(question.to or reverse("case", args=[case.code]))
    return show(request, case, question, form)


def show(
    request: SignedInRequest, case: Case, question: Question, form: forms.Form, **more: Any
) -> HttpResponse:
    page = {"case": case, "question": question, "form": form, "action": request.path}
    return render(request, "cases/ask.html", page | more)
