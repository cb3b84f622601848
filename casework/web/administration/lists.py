"""Coded lists: what the house calls a code, and which codes it does not use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from casework.access.errors import WrongState, require
from casework.cases import code_words, policies
from casework.cases.actions import coded_lists as acts
from casework.cases.code_rows import LONGEST
from casework.cases.coded_lists import CodedList, lists, needed_codes
from casework.cases.models import CodeWords
from casework.web.http import SignedInRequest, unlocked


class CodeForm(forms.Form):
    """The words of one code; empty boxes mean that it is said as it was made."""

    is_off = forms.BooleanField(
        label=gettext_lazy("Offer it no more"),
        required=False,
        help_text=gettext_lazy("Records that have it keep it and show it."),
    )

    def __init__(self, *args: Any, of: CodedList, code: str, **options: Any) -> None:
        row = code_words.in_force().get((of.name, code))
        now_set = {name: getattr(row, name) for name in (*acts.LANGUAGES, "is_off")} if row else {}
        super().__init__(*args, **options)
        self.initial = now_set
        spoken = dict(settings.LANGUAGES)
        boxes = {
            name: forms.CharField(
                label=_("In %(language)s") % {"language": spoken[language]},
                required=False,
                max_length=LONGEST,
                help_text=_as_made(of, code, language),
            )
            for name, language in acts.LANGUAGES.items()
        }
        self.fields = {**boxes, **self.fields}
        if code in needed_codes(of.name):
            del self.fields["is_off"]


@require_GET
@unlocked
def coded_lists(request: SignedInRequest) -> HttpResponse:
    """Every list by the questions that offer it, as the intake asks them."""
    require(policies.can_set_coded_lists(request.user), "can_set_coded_lists")
    changed = {name for name, _code in code_words.in_force()}
    sections: dict[str, list[dict[str, Any]]] = {}
    for of in lists().values():
        row = {"list": of, "is_changed": of.name in changed, "count": len(of.choices)}
        sections.setdefault(str(of.section), []).append(row)
    return render(request, "administration/lists.html", {"sections": sections.items()})


@require_http_methods(["GET", "POST"])
@unlocked
def coded_list(request: SignedInRequest, name: str) -> HttpResponse:
    """The codes of one list; with `one` the words of that code, which POST sets."""
    require(policies.can_set_coded_lists(request.user), "can_set_coded_lists")
    of = lists().get(name)
    if of is None:
        raise Http404
    code = (request.POST or request.GET).get("one", "")
    form = _form(request, of, code) if code in of.choices.values else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid() and _set(request, of, code, form):
        messages.success(request, _("It is said so from now on, in old records too."))
        return redirect("coded_list", of.name)
    history = CodeWords.objects.filter(list=of.name).select_related("set_by")
    page = {
        "of": of,
        "rows": [_row(of, one) for one in of.choices],
        "form": form,
        "code": code,
        "history": history.order_by("-set_at", "id")[:50],
    }
    return render(request, "administration/list.html", page)


def _form(request: SignedInRequest, of: CodedList, code: str) -> CodeForm:
    return CodeForm(request.POST if request.method == "POST" else None, of=of, code=code)


def _set(request: SignedInRequest, of: CodedList, code: str, form: CodeForm) -> bool:
    told = dict(form.cleaned_data)
    is_off = told.pop("is_off", False)
    try:
        acts.set_words(of, code, words=told, is_off=is_off, by=request.user, at=now())
    except WrongState as error:
        form.add_error(None, str(error))
        return False
    return True


def _row(of: CodedList, one: Any) -> dict[str, Any]:
    said = []
    for language, name in settings.LANGUAGES:
        with translation.override(language):
            said.append((name, str(one.label)))
    is_off = code_words.is_off(of.name, one.value)
    return {"code": one.value, "said": said, "is_off": is_off}


def _as_made(of: CodedList, code: str, language: str) -> str:
    """What the list calls it where the house has said nothing."""
    with translation.override(language):
        as_made = str(of.choices(code)._label_)
    return _("Empty: “%(words)s”") % {"words": as_made}
