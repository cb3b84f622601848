"""What an administrator types about people and desks, and a supervisor about words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.access import focal_points
from casework.access.invitations import Place
from casework.accounts.models import Desk, Post, Role, User
from casework.web.choices import DeskChoice, PersonChoice

_PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


class PostField(forms.ChoiceField):
    """A role on a desk, as one choice: no role without its desk, no desk for an administrator."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self._choices, **kwargs)

    @staticmethod
    def _choices() -> list[tuple[str, Any]]:
        desks = Desk.objects.in_use().order_by("code")
        posts = [
            (f"{role}:{desk.pk}", f"{Role(role).label} · {desk.name}")
            for desk in desks
            for role in (Role.CASEWORKER, Role.SUPERVISOR)
        ]
        return [*posts, (Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label)]

    def clean(self, value: Any) -> Place:
        role, _sep, desk = super().clean(value).partition(":")
        return Role(role), Desk.objects.get(pk=desk) if desk else None


class PostsField(PostField, forms.MultipleChoiceField):
    """Several posts at once."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[Place]:  # type: ignore[override]  # several instead of one
        chosen = forms.MultipleChoiceField.clean(self, value)
        one = PostField()
        return [one.clean(post) for post in chosen]


class InviteForm(forms.Form):
    """A new person."""

    username = forms.SlugField(
        label=_("User name"),
        max_length=40,
        help_text=_("Small letters, digits and dashes. It stands in the log for good."),
        widget=forms.TextInput(attrs={**_PRIVATE, "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name, as colleagues read it"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only to say that a task is due. It is kept sealed."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    places = PostsField(label=_("Posts"))

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].lower()
        return username


class GivePostForm(forms.Form):
    place = PostField(label=_("Further post"))


class MoveForm(forms.Form):
    """Another desk for a post."""

    desk = DeskChoice(label=_("New desk"), queryset=Desk.objects.none())

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Desk.objects.in_use().exclude(posts=post).order_by("name", "code")
        self.fields["desk"].queryset = others  # type: ignore[attr-defined]


class PeopleFilter(forms.Form):
    """Whom to show. What cannot be read shows everybody."""

    words = forms.CharField(
        label=_("Name or user name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs=_PRIVATE),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("any")), *Role.choices], required=False
    )
    desk = DeskChoice(
        label=_("Desk"), queryset=Desk.objects.none(), required=False, empty_label=_("any")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["desk"].queryset = Desk.objects.order_by("name", "code")  # type: ignore[attr-defined]

    def found(self) -> QuerySet[User]:
        rows: QuerySet[User] = User.objects.all()
        asked = self.cleaned_data if self.is_valid() else {}
        if words := asked.get("words"):
            rows = rows.filter(Q(name__icontains=words) | Q(username__icontains=words))
        posts = Post.objects.current()
        if role := asked.get("role"):
            posts = posts.filter(role=role)
        if desk := asked.get("desk"):
            posts = posts.filter(desk=desk)
        return rows.filter(pk__in=posts.values("person")) if role or desk else rows


class DeskNameForm(forms.Form):
    """What a desk is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Its code stays: the log and the cases name it by that."),
    )


class WordsForm(forms.Form):
    """Six words, typed as they are heard."""

    words = forms.CharField(
        label=_("Her six words, as you hear them"),
        max_length=200,
        widget=forms.TextInput(attrs={**_PRIVATE, "autocapitalize": "none"}),
    )


class DeskForm(forms.Form):
    """A new desk, with its first supervisor and the desk that stands by."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Short, e.g. north."))
    name = forms.CharField(label=_("Name"), max_length=80)
    deputy = DeskChoice(
        label=_("Deputy desk"),
        queryset=Desk.objects.none(),
        help_text=_("Its supervisors stand by when this desk has nobody."),
    )
    supervisor = PersonChoice(
        label=_("First supervisor"),
        queryset=User.objects.none(),
        help_text=_(
            "Somebody who was admitted already. If she supervises no desk yet, a supervisor in post"
            " is asked first."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = Desk.objects.in_use().order_by("name", "code")  # type: ignore[attr-defined]
        administrators = Post.objects.current().filter(role=Role.ADMINISTRATOR)
        people = User.objects.admitted().filter(~Q(pk__in=administrators.values("person")))
        self.fields["supervisor"].queryset = people.order_by("name", "username")  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Another desk to stand by."""

    deputy = DeskChoice(label=_("Deputy desk"), queryset=Desk.objects.none())

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Desk.objects.in_use().exclude(pk=desk.pk).order_by("name", "code")
        self.fields["deputy"].queryset = others  # type: ignore[attr-defined]


class FocalPointForm(forms.Form):
    """Who decides for girls on a desk: two people who hold a supervisors' key."""

    person = PersonChoice(
        label=_("Focal point for children"),
        queryset=User.objects.none(),
        help_text=_("A supervisor of this desk who was admitted to its keys."),
    )
    deputy = PersonChoice(
        label=_("Her deputy"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Another supervisor of this desk, or one of the desk that stands by."),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holding = [one.pk for one in focal_points.candidates(desk)]
        own = User.objects.supervising(desk).order_by("name", "username")
        self.fields["person"].queryset = own  # type: ignore[attr-defined]
        deputies = User.objects.filter(pk__in=holding).order_by("name", "username")
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]
