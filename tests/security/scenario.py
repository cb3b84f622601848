"""A small house at work, with a canary in every sealed column and in all that people type."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from casework.access import announcements, factors
from casework.accounts.models import User
from casework.accounts.sealed import HouseSealedField, OpaqueField, seal_for_house
from casework.cases.actions import break_glass, her_copy, legal_holds, record, sheets
from casework.cases.models import Case, Erasure, Section
from casework.cases.purposes import Service
from casework.cases.sheets import SheetKind
from casework.referrals import actions as referrals
from casework.referrals import directory, link_making, missing, police
from casework.referrals.details import Details
from casework.referrals.models import (
    OpenDeletion,
    Partner,
    PartnerAnswer,
    PartnerDecision,
    PartnerReview,
    Referral,
)
from casework.referrals.partner_rows import Asked, Reason
from casework.referrals.states import ReferralState
from casework.reminders import delivery
from casework.reminders.models import Gathered, PushSubscription, Ways
from casework.vault import letters
from casework.vault.keyring import Keyring
from tests import make
from tests.security.canaries import Hunt
from tests.security.matrix import cells
from tests.security.routes import routes
from tests.web.signed_in import client_of

# Sealed, but not under the columns' own classes.
BESIDE = (
    "vault_letter.body",
    "mfa_authenticator.data",
    "referrals_packetlink.sealed_packet",
    "referrals_packetlink.sealed_sheet",
)


def sealed_columns() -> list[str]:
    """Every sealed column of every model; the seize fails for one that holds no canary."""
    return [*(f"{model._meta.db_table}.{name}" for model, name in _columns()), *BESIDE]


def play(hunt: Hunt) -> None:
    house = make.house()
    case = make.opened(house)
    _a_row_of_each(house, case)
    _a_link(hunt, house, case)
    for model, name in _columns():
        _plant(hunt, house, model, name)
    _plant_beside(hunt, house, case)
    _type_into_pages(hunt, house, case)
    _send_mail(hunt, house)
    _read_by_administrators(hunt, house, case)


def _columns() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, OpaqueField)
    ]


def _a_row_of_each(house: make.House, case: Case) -> None:
    """What a case opened by the builders does not have yet."""
    who = house.caseworker
    keys = make.keys_for(who, case)
    partner = directory.propose(
        "lantern", name="Lantern", details=Details(), by=house.supervisor.user, at=make.NOW
    )
    record.add_note(case, "first", by=who.user, at=make.NOW, keys=keys)
    sheets.add_sheet(case, SheetKind.CHILD, {}, by=who.user, at=make.NOW, keys=keys)
    written = {
        "service": Service.PSYCHOSOCIAL.value,
        "partner": str(partner.pk),
        "need": "somebody to talk to",
        "contact": "caseworker",
    }
    hands: dict[str, Any] = {"by": who.user, "at": make.NOW, "keys": keys}
    referral = referrals.draft(case, urgency="routine", written=written, **hands)
    PartnerAnswer.objects.create(referral=referral, received_at=make.NOW)
    her_copy.ask(case, words="by hand", **hands)
    by = house.administrator.user
    legal_holds.ask(case, reason="law", words="Article 12.", by=by, at=make.NOW)
    stands: dict[str, Any] = {"since": now(), "until": now() + timedelta(days=9)}
    announcements.announce("The kitchen is painted.", desk=None, **stands, by=by, at=now())
    plan = {"cause": "closed", "asked_at": make.NOW, "due_at": make.NOW}
    Erasure.objects.create(case=case, **plan)
    _asked_about(house, partner)
    OpenDeletion.objects.create(desk=house.desk, due_at=make.NOW, erased_at=make.NOW)
    Ways.objects.create(person=who.user)
    Gathered.objects.create(person=who.user, hour=make.NOW)
    PushSubscription.objects.create(person=who.user, digest="0" * 64, made_at=make.NOW)


def _asked_about(house: make.House, partner: Partner) -> None:
    """By a supervisor, of a second person and of a desk; where the police may be asked; and that a
    service was not found.
    """
    by, at = house.supervisor.user, make.NOW
    PartnerDecision.objects.create(partner=partner, kind=Asked.VET, asked_by=by, asked_at=at)
    PartnerReview.objects.create(
        partner=partner, desk=house.desk, reason=Reason.ENDED, asked_at=at, due_at=at
    )
    police.switch_on("KOR", words="Asked there.", by=by, at=at)
    once, service = uuid4(), Service.PSYCHOSOCIAL.value
    missing.nobody_fits(house.desk, service, once=once, by=by, at=at)


def _plant(hunt: Hunt, house: make.House, model: type[models.Model], name: str) -> None:
    """Write a canary over the column of one row, sealed as the product seals it."""
    row: Any = model._default_manager.order_by("pk").first()
    if model is User:  # who has no task and gets no mail: on an envelope an address is in clear
        row = User.objects.get(pk=house.caseworker2.user.pk)
    if row is None:
        raise ImproperlyConfigured(f"The scenario makes no row of {model._meta.label}.")
    text = hunt.plant(f"{model._meta.db_table}.{name}")
    if isinstance(model._meta.get_field(name), HouseSealedField):
        seal_for_house(row, name, text)
    else:
        _keys(house, row).reseal(row, **{name: {"text": text} if name == "document" else text})
    row.save()


def _keys(house: make.House, row: Any) -> Keyring:
    case = Case.objects.select_related("desk").get(pk=row.case_id)
    return make.keys_for(house.caseworker, case)


def _plant_beside(hunt: Hunt, house: make.House, case: Case) -> None:
    person = house.caseworker.user
    letters.keep_draft(person, "note", hunt.plant("vault_letter.body"), at=make.NOW)
    _break_glass(hunt, house, case)
    with factors.sealing_for(person):
        sealed = factors.seal_secret(hunt.plant("mfa_authenticator.data"))
    Authenticator.objects.create(
        user=house.caseworker2.user, type=Authenticator.Type.TOTP, data={"secret": sealed}
    )


def _a_link(hunt: Hunt, house: make.House, case: Case) -> None:
    """What was sent to a partner, both halves of its way there, a wrong try, and its answer."""
    who, referral = house.caseworker, Referral.objects.get(case=case)
    keys = make.keys_for(who, case)
    need = hunt.plant("referrals_packetlink.sealed_packet")
    code = hunt.plant("referrals_packetlink.sealed_sheet")
    asked = {"service": Service.PSYCHOSOCIAL.value}
    sent, sheet = asked | {"need": need, "contact": ""}, asked | {"partner_code": code}
    named = {"partner": str(Partner.objects.get().pk)}
    keys.reseal(referral, document=sheet | named | {"packet": sent, "emergency": "waits"})
    referral.state, referral.due_at = ReferralState.SENT, make.NOW
    referral.save()
    made = link_making.make(referral, by=who.user, at=now(), keys=keys)
    words = " ".join(made.words)
    hunt.planted["link"] = [made.token]
    hunt.planted["words of a link"] = [words, "".join(made.words)]
    partner = Client()
    partner.get(reverse("packet_link", args=[made.token]))
    door = reverse("packet_door")
    _post(partner, door, {"words": hunt.plant("page: wrong words of a link")})
    assert need in _post(partner, door, {"words": words}).content.decode()
    answer = {"kind": "accept", "once": str(uuid4()), "on": "2031-07-19"}
    assert _post(partner, reverse("packet_answer"), answer).status_code == 302
    hunt.planted["answer of a partner"] = ['"on": "2031-07-19"']


def _break_glass(hunt: Hunt, house: make.House, case: Case) -> None:
    """What stands on an emergency sheet, and why somebody asked for the case."""
    who = house.caseworker
    keys = make.keys_for(who, case)
    row = Section.objects.get(case=case, kind="safe_contact")
    document = keys.open_document(row) | {"caller_pretext": hunt.plant("emergency sheet")}
    record.save_section(
        case, row.kind, document, revision=row.revision, by=who.user, at=make.NOW, keys=keys
    )
    told = {"reason": "on_the_line", "words": hunt.plant("break-glass: why")}
    other = house.caseworker2
    break_glass.ask(case, **told, by=other.user, at=make.NOW, keys=other.keys)


def _type_into_pages(hunt: Hunt, house: make.House, case: Case) -> None:
    """Through the pages, as people do: a note, a draft, a search, a failed sign-in, an error."""
    client = client_of(house.caseworker.reload())
    address = reverse("note_new", args=[case.code])
    _post(client, address, {"text": hunt.plant("page: note"), "once": str(uuid4())})
    draft = reverse("draft", args=["intake"])
    _post(client, draft, {"come_back_when": hunt.plant("page: draft")})
    _post(client, reverse("find"), {"wanted": hunt.plant("page: search")})
    wrong = {"login": hunt.plant("page: user name"), "password": hunt.plant("page: passphrase")}
    _post(Client(), reverse("account_login"), wrong)
    locked = client_of(house.caseworker.reload(), locked=True)
    _post(locked, address, {"text": hunt.plant("page: typed while locked")})
    client.get("/nothing-here/", headers={"user-agent": hunt.plant("page: user agent")})
    _fall_over(hunt, client, address)


def _fall_over(hunt: Hunt, client: Client, address: str) -> None:
    """A view that breaks with her words in its hands, in its locals and in its exception."""
    client.raise_request_exception = False
    words = hunt.plant("page: error")

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(words)

    with patch("casework.web.cases.notes.record.add_note", broken):
        answer = _post(client, address, {"text": words, "once": str(uuid4())})
    assert answer.status_code == 500, answer.status_code
    assert words not in answer.content.decode()


def _post(client: Client, address: str, typed: dict[str, str]) -> Any:
    answer = client.post(address, typed)
    assert answer.status_code < 600
    return answer


# What administrators write and read themselves; it tells nothing of a record.
_THEIRS = {"access_announcement.text", "cases_hold.words", "accounts_user.email"}


def _read_by_administrators(hunt: Hunt, house: make.House, case: Case) -> None:
    """Every page that an administrator gets: none may show a canary but those of her own."""
    known = {"username": "caseworker", "desk": "north", "level": "critical", "name": "ReferredFrom"}
    client, shown = client_of(house.administrator2.reload()), ""
    for cell in cells():
        wanted = routes().get(cell.route, set())
        if (cell.method, cell.kind, cell.answer) != ("GET", "admin", "200"):
            continue
        if wanted <= set(known):
            answer = client.get(reverse(cell.route, kwargs={one: known[one] for one in wanted}))
            assert answer.status_code in {200, 404}, cell  # no such desk is proposed here
            shown += answer.content.decode()
    shown += client.get(reverse("audit"), {"code": case.code}).content.decode()
    lit = {place for place, texts in hunt.planted.items() if any(one in shown for one in texts)}
    assert "access_announcement.text" in lit, "the pages were not read"
    for place in lit - _THEIRS:
        hunt.found.setdefault(place, set()).add("administrators' pages")


def _send_mail(hunt: Hunt, house: make.House) -> None:
    """The case that the mail is about carries its canaries already: none may be in it."""
    worker = User.objects.get(pk=house.caseworker.user.pk)
    seal_for_house(worker, "email", "worker@example.org")
    worker.save(update_fields=["email"])
    delivery.sweep(make.NOW + timedelta(days=60))
    sent = list(Path(settings.EMAIL_FILE_PATH).iterdir())
    assert sent, "nobody got a mail"
