"""Finding a partner while a referral is written.

It is asked by POST: what she needs stands in no address. Nothing is written, and what was typed
comes back.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.cases.codes import Language, some
from casework.cases.places import Country, ProvinceInChina
from casework.referrals import queries, scores
from casework.referrals.details import Capacity
from casework.referrals.fitting import Fit, Wanted, fitting
from casework.referrals.scores import Score
from casework.web.days import day_in_words
from casework.web.http import SignedInRequest
from casework.web.referrals.forms import ReferralForm
from casework.web.referrals.forms_partner import told_of
from casework.web.referrals.partner_words import in_words

# The buttons that look for a partner, and send no referral.
_SEARCHES = frozenset({"find", "pick", "nobody"})
_ANY = ("", gettext_lazy("any"))


class FindForm(forms.Form):
    """Beside the service, which stands in the referral itself."""

    prefix = "find"
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=[_ANY, *told_of(Country)], required=False
    )
    province = forms.ChoiceField(
        label=gettext_lazy("Province in China"),
        choices=[_ANY, *told_of(ProvinceInChina)],
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[_ANY, *some(Language, (Language.KOREAN, Language.CHINESE, Language.OTHER))],
        required=False,
    )
    women_only = forms.BooleanField(label=gettext_lazy("Women only"), required=False)
    child = forms.IntegerField(
        label=gettext_lazy("Age of a child who comes along"),
        required=False,
        min_value=0,
        max_value=17,
        error_messages={"invalid": gettext_lazy("Write a number, or leave it empty.")},
    )


def form_of(
    request: SignedInRequest, initial: dict[str, Any] | None = None
) -> tuple[ReferralForm, dict[str, Any]]:
    """The form of a referral, and what `referrals/_find.html` shows beside it.

    Who only looks for a partner, or takes one from the list, gets the form back with what she typed
    and no word of what is missing yet.
    """
    sent = request.POST
    if not _SEARCHES & sent.keys():
        return ReferralForm(sent or None, initial=initial), {"find_form": FindForm()}
    find_form, service = FindForm(sent), sent.get("service", "")
    found = _found(find_form, service) if find_form.is_valid() else None
    typed = {**(initial or {}), **sent.dict()}
    if "pick" in sent:
        typed["partner"] = sent["pick"]
        form = ReferralForm(initial=typed, fits=found)
        form.fields["partner"].widget.attrs["data-focus"] = ""
        return form, {"find_form": find_form}
    said = scores.of_partners()
    rows = [_row(fit, service, said) for fit in found or ()]
    page: dict[str, Any] = {"find_form": find_form, "looked": True}
    nobody = bool(service) and found is not None and all(fit.reasons for fit in found)
    page |= {"nobody_fits": nobody, "noted": "nobody" in sent}
    page |= {"fits": [row for row in rows if row["offers"]]}
    page |= {"others": [row for row in rows if not row["offers"]]}
    return ReferralForm(initial=typed, fits=found), page


def _found(form: FindForm, service: str) -> list[Fit]:
    return fitting(queries.directory(), Wanted(service=service, **form.cleaned_data), localdate())


def _row(fit: Fit, service: str, said: dict[str, list[Score]]) -> dict[str, Any]:
    told, today = fit.partner.details, localdate()
    words: list[Any] = [label for code, label in Country.choices if code == told.country]
    words += [label for code, label in ProvinceInChina.choices if code == told.province]
    words += [label for code, label in Language.choices if code in told.languages]
    words += [_("women only")] if told.women_only else []
    words += [_("takes children")] if told.takes_children else []
    return {
        "id": fit.partner.id,
        "alias": fit.partner.alias,
        "name": fit.partner.name,
        "reasons": fit.reasons,
        "offers": not (service and fit.partner.does_not_offer(service)),
        "may_take": not fit.partner.at_rest(today),
        "words": " · ".join(map(str, words)),
        "hours": told.hours,
        "capacity": Capacity(told.capacity).label,
        "free": told.places_free,
        "capacity_on": day_in_words(told.capacity_on),
        "is_stale": told.capacity_is_stale(today),
        "scores": in_words(said.get(str(fit.partner.id), [])),
    }
