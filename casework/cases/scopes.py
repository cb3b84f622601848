"""Which cases somebody sees, and in which lists; which decisions are asked of her."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from casework.access.models import GroupGrant, HolderRole, UserGrant
from casework.accounts.models import Post, Role, User
from casework.accounts.questions import Slot
from casework.cases.states import READ_ONLY, CaseState

if TYPE_CHECKING:
    from casework.cases.models import Case, Decision  # noqa: F401  # named in a string


def _owner_is_in_post() -> Exists:
    """Whoever owns the case is a caseworker of its desk still."""
    posts = Post.objects.current().filter(role=Role.CASEWORKER)
    return Exists(posts.filter(person=OuterRef("owner"), desk=OuterRef("desk")))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> Self:
        """She owns it, or holds a grant, or supervises its desk. Guards each case in every view."""
        if not user.is_admitted:
            return self.none()
        return self.seen_by(user, Q(desk__in=user.desks_as(Role.SUPERVISOR)))

    def seen_by(self, person: User | Slot, on_her_desks: Q) -> Self:
        """The condition of `visible_to`, which also asks whether she is admitted."""
        held = UserGrant.objects.in_force(Now()).filter(user=person)
        return self.shown_to(person).filter(
            Q(_owner_is_in_post(), owner=person)
            | Q(pk__in=held.values("content_object"))
            | on_her_desks
        )

    def shown_to(self, person: User | Slot) -> Self:
        """Without what is erased; and what is to be erased at her own request is there only for
        the two who decide that."""
        hiding = apps.get_model("cases", "Erasure").objects.hiding()
        decides = hiding.filter(Q(first=person) | Q(second=person), case=OuterRef("pk"))
        there = self.exclude(state=CaseState.ERASED)
        return there.filter(Q(hidden_at__isnull=True) | Q(Exists(decides)))

    def in_sight(self) -> Self:
        """The same for whoever decides no such thing."""
        return self.exclude(state=CaseState.ERASED).filter(hidden_at__isnull=True)

    def owned_by(self, user: User) -> Self:
        """Who has lost her post on a desk owns nothing there any more."""
        mine = self.in_sight().filter(owner=user)
        return mine.filter(desk__in=user.desks_as(Role.CASEWORKER))

    def on_desks_of(self, user: User) -> Self:
        """All cases of the desks she supervises."""
        return self.shown_to(user).filter(desk__in=user.desks_as(Role.SUPERVISOR))

    def stood_by(self, user: User) -> Self:
        """Cases of other desks whose standby key she holds, as a supervisor of the deputy desk."""
        groups = [desk.supervisors_id for desk in user.desks_as(Role.SUPERVISOR)]
        if not groups:
            return self.none()
        held = GroupGrant.objects.filter(role=HolderRole.STANDBY, group__in=groups)
        return self.shown_to(user).filter(pk__in=held.values("content_object"))

    def waiting_for_owner(self, user: User) -> Self:
        """Living cases of her desks whose owner is no caseworker there any more."""
        living = self.on_desks_of(user).exclude(state__in=READ_ONLY)
        return living.filter(~_owner_is_in_post())

    def shared_with(self, user: User) -> Self:
        """Cases of colleagues that were granted to her."""
        if not user.is_admitted:
            return self.none()
        shared = UserGrant.objects.in_force(Now()).filter(user=user, role=HolderRole.READER)
        return self.in_sight().filter(pk__in=shared.values("content_object"))


class DecisionQuerySet(models.QuerySet["Decision"]):
    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def of_desks(self, user: User) -> Self:
        """What the supervisors of her desks are asked; the earliest due first."""
        asked = self.waiting().filter(desk__in=user.desks_as(Role.SUPERVISOR))
        return asked.filter(case__hidden_at__isnull=True)
