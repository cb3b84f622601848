"""What an administrator may ask the log: person, case, desk, verb, period, outcome, address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from operator import itemgetter
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.accounts.models import Desk, User
from casework.audit import context, entries
from casework.audit.reading import Asked
from casework.crypto.codes import is_case_code, normalise_case_code
from casework.web.audit.words import OUTCOMES, VERBS, in_words
from casework.web.choices import told_apart

PERIODS: Final = {
    "1": gettext_lazy("today"),
    "7": gettext_lazy("the last 7 days"),
    "30": gettext_lazy("the last 30 days"),
    "365": gettext_lazy("the last year"),
}
# An address is kept as a hash under the key of its year: it is looked for in as many years.
_YEARS: Final = 8
_DAY: Final = {"type": "date"}


class _People(ModelChoiceIterator):  # type: ignore[type-arg]
    """As everywhere: by name, with the user name beside it. Of everybody who was ever here no row
    is made.
    """

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label)
        for person in self.queryset.values_list("pk", "name", "username", named=True):
            yield person.pk, told_apart(person)


class _PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    iterator = _People


@cache
def _deeds(language: str | None) -> list[tuple[str, str]]:
    """Every verb in the words of this language, which is the one in force, in its order."""
    return sorted(((verb, str(words)) for verb, words in VERBS.items()), key=itemgetter(1))


class LogForm(forms.Form):
    """Conditions that all hold; those left empty ask nothing."""

    person = _PersonField(
        label=gettext_lazy("Person"),
        queryset=User.objects.order_by("name", "username"),
        empty_label=gettext_lazy("anybody"),
        required=False,
    )
    code = forms.CharField(label=gettext_lazy("Case code"), max_length=40, required=False)
    desk = forms.ChoiceField(label=gettext_lazy("Desk"), required=False)
    verb = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("any")), *OUTCOMES.items()],
        required=False,
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Period"),
        choices=[("", gettext_lazy("any time")), *PERIODS.items()],
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY), required=False
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs=_DAY), required=False
    )
    address = forms.CharField(
        label=gettext_lazy("Address or network"),
        max_length=50,
        help_text=gettext_lazy("Such as 203.0.113.7 or 203.0.113.0/24."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = [("", gettext_lazy("anything")), *_deeds(get_language())]
        self.fields["verb"].choices = choices  # type: ignore[attr-defined]
        named = Desk.objects.order_by("name").values_list("code", "name")
        desks: Any = [
            ("", gettext_lazy("any")),
            *((code, f"{name} ({code})") for code, name in named),
        ]
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        """An address, or the network that the log keeps of one."""
        typed = str(self.cleaned_data["address"]).strip()
        if not typed:
            return ""
        try:
            if "/" not in typed:
                return str(ip_address(typed))
            kept = ip_network(typed, strict=False)
        except ValueError:
            raise ValidationError(_("Type an address such as 203.0.113.7.")) from None
        if context.network(str(kept.network_address)) != str(kept):
            raise ValidationError(
                _("The log keeps networks as /24, or as /48 of IPv6. Type one of these.")
            )
        return str(kept)

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"]).strip()
        known = normalise_case_code(typed)
        return known if is_case_code(known) else typed

    def asked(self) -> Asked:
        """For the log; after `is_valid`."""
        said = self.cleaned_data
        address = said["address"]
        same = {
            "by": str(said["person"].pk) if said["person"] else "",
            "subject_code": said["code"],
            "desk": said["desk"],
            "verb": said["verb"],
            "outcome": said["outcome"],
            "network": address if "/" in address else context.network(address),
        }
        since, until = self._days()
        return Asked(
            same={name: value for name, value in same.items() if value},
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
            addresses=tuple(_hashes(address)) if address and "/" not in address else (),
        )

    def _days(self) -> tuple[date | None, date | None]:
        """From and until; a period counts back from today and is narrowed by the two."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if self.cleaned_data["period"]:
            first = localdate() - timedelta(days=int(self.cleaned_data["period"]) - 1)
            since = max(first, since) if since else first
        return since, until

    def query(self, *, fixed: bool = False) -> str:
        """What is asked, as a page's address says it; `fixed`: a period as days of the calendar."""
        names = [name for name in self.fields if self.cleaned_data.get(name)]
        said = {name: self._kept(name) for name in names}
        if fixed and "period" in said:
            del said["period"]
            since = self._days()[0]
            assert since is not None
            said["since"] = since.isoformat()
        return urlencode(said)

    def _kept(self, name: str) -> str:
        value = self.cleaned_data[name]
        if isinstance(value, User):
            return str(value.pk)
        return str(value)

    def in_words(self) -> str:
        """What is asked, in one line: the name of a view that is kept."""
        return " · ".join(self._words()) or _("everything")

    def _words(self) -> Iterator[str]:
        said = self.cleaned_data
        if said["person"]:
            yield said["person"].username
        if said["code"]:
            yield said["code"]
        if said["desk"]:
            yield _("desk %s") % said["desk"]
        if said["verb"]:
            yield in_words(said["verb"])
        if said["outcome"]:
            yield str(OUTCOMES[said["outcome"]])
        if said["period"]:
            yield str(PERIODS[said["period"]])
        if said["since"]:
            yield _("from %s") % date_format(said["since"], "DATE_FORMAT")
        if said["until"]:
            yield _("until %s") % date_format(said["until"], "DATE_FORMAT")
        if said["address"]:
            yield said["address"]


def _hashes(address: str) -> Iterator[bytes]:
    """What the log holds of an address, in this year and in those before."""
    for year in range(localdate().year + 1, localdate().year - _YEARS, -1):
        yield entries.address_hash(address, _midnight(date(year, 7, 1)))


def _midnight(day: date) -> datetime:
    """The first moment of a day in the reader's own time zone."""
    return make_aware(datetime.combine(day, time.min))
