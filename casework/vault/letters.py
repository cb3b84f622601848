"""Letters: text sealed to a key pair by somebody who holds no case key, or no key at all.

A draft is a letter to its own author, so that a form posted after the lock is kept. Sealing to a
public key authenticates nobody: the mac binds recipient, kind, ids, time and the sealed body.

Two windows with one form never write over each other: each has a row of its own, the second under
another name of the form's, and goes on from a draft only while it is as she saw it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from casework.accounts.models import User
from casework.accounts.rows import Forged
from casework.crypto import hashing, house, wraps
from casework.crypto.boxes import pad, unpad
from casework.crypto.encoding import Part
from casework.vault.keyring import Keyring
from casework.vault.models import Letter, Principal
from casework.vault.principals import Unopened, current, group_seeds

_BUCKET = 256
_NAME_BYTES = 16
MOST = 9
"""Windows that may hold drafts of one form at once."""


class TooMany(Exception):
    """More windows hold a draft of this form than are kept apart; nothing was written."""


@dataclass(frozen=True)
class Mark:
    """Which window typed it, and the draft it went on from (`Draft.base`), "" for none."""

    id: UUID
    base: str = ""


@dataclass(frozen=True)
class Draft:
    text: str
    base: str
    written_at: datetime


def write(
    to: Principal,
    kind: Letter.Kind,
    text: str,
    *,
    at: datetime,
    case_id: UUID | None = None,
    form: str = "",
    pk: UUID | None = None,
) -> Letter:
    """A new letter to `to`, saved. The caller has checked that the key pair is the newest."""
    letter = Letter(pk=pk or uuid4(), to=to, kind=kind, case_id=case_id, form=form, written_at=at)
    _seal(letter, to, text)
    letter.save(force_insert=True)
    return letter


def open_letter(letter: Letter, keys: Keyring) -> str:
    """Its text. Raises Forged, Tampered, or Unopened when it was written to somebody else."""
    if not hashing.same(letter.mac, _mac(letter)):
        raise Forged(f"vault_letter {letter.pk}")
    if letter.to_id == keys.principal_id:
        seed = keys.seed
    elif letter.to_id in group_seeds(keys):
        seed = group_seeds(keys)[letter.to_id]
    else:
        raise Unopened(str(letter.to_id))
    return unpad(wraps.open_from(seed, letter.body, *_binding(letter))).decode()


@transaction.atomic
def keep_draft(
    author: User,
    form: str,
    text: str,
    *,
    at: datetime,
    case_id: UUID | None = None,
    mark: Mark | None = None,
) -> Letter:
    """What she has typed so far in one window; without a mark, in place of what was kept before.

    Needs no key of hers. Raises TooMany.
    """
    to = current(person=author)
    names = _names(author.pk, form, case_id)
    mark = mark or _of_any_window(to, names, case_id)
    try:
        return _keep(to, names, text, mark, at=at, case_id=case_id)
    except IntegrityError:  # two savings began at once; the other made the row
        mark = _unless_taken(mark, to)
        return _keep(to, names, text, mark, at=at, case_id=case_id)


def is_first(letter: Letter, author: User, form: str, *, case_id: UUID | None = None) -> bool:
    """Whether no other window's draft of this form stood before this one."""
    return letter.form == _names(author.pk, form, case_id)[0]


def read_draft(keys: Keyring, form: str, *, case_id: UUID | None = None) -> str | None:
    """Her draft of a form, or None. Raises Forged or Tampered."""
    letter = _drafts(keys.principal_id, _names(keys.person_id, form, case_id)[:1], case_id).first()
    return open_letter(letter, keys) if letter else None


def read_drafts(keys: Keyring, form: str, *, case_id: UUID | None = None) -> list[Draft]:
    """Every window's draft of a form, the newest first. Raises Forged or Tampered."""
    names = _names(keys.person_id, form, case_id)
    rows = _drafts(keys.principal_id, names, case_id).order_by("-written_at", "form")
    return [Draft(open_letter(row, keys), _base(row), row.written_at) for row in rows]


def drop_draft(
    person_id: UUID, form: str, *, case_id: UUID | None = None, mark: Mark | None = None
) -> None:
    """Of one window, what it wrote and what it went on from; without a mark every draft."""
    names = _names(person_id, form, case_id)
    rows = Letter.objects.filter(
        kind=Letter.Kind.DRAFT, to__person=person_id, form__in=names, case_id=case_id
    )
    if mark is None:
        rows.delete()
        return
    gone = [row.pk for row in rows.only("pk", "revision") if _is_of(row, mark)]
    rows.filter(pk__in=gone).delete()


def drop_of_everybody(form: str, *, case_id: UUID) -> None:
    """Whoever typed into this form of the case: what they have not saved is not kept any more."""
    drafts = Letter.objects.filter(kind=Letter.Kind.DRAFT, case_id=case_id)
    for person_id in set(drafts.values_list("to__person", flat=True)) - {None}:
        drop_draft(person_id, form, case_id=case_id)


def replace_emergency(to: Principal, text: str, *, case_id: UUID, at: datetime) -> Letter:
    """The one emergency sheet of a case, to the epoch of its group that is the newest.

    The caller holds the case, so that two writers take turns.
    """
    letter = Letter.objects.emergency_of(case_id).select_for_update().first()
    if letter is None:
        return write(to, Letter.Kind.EMERGENCY, text, at=at, case_id=case_id)
    letter.to = to
    return _rewrite(letter, to, text, at=at)


def read_emergency(keys: Keyring, case_id: UUID) -> str | None:
    """Raises Unopened for who is not in its group, Forged or Tampered."""
    letter = Letter.objects.emergency_of(case_id).first()
    return open_letter(letter, keys) if letter else None


def drop_emergency(case_id: UUID) -> None:
    Letter.objects.emergency_of(case_id).delete()


def write_to_supervisors(
    groups: Iterable[Principal], form: str, text: str, *, case_id: UUID, at: datetime
) -> None:
    """The same words to each of these groups; `form` names what they are about."""
    for to in groups:
        write(to, Letter.Kind.TO_SUPERVISORS, text, at=at, case_id=case_id, form=form)


def read_as_supervisor(keys: Keyring, forms: Iterable[str]) -> dict[str, str]:
    """What was written to groups of hers or to herself, by what it is about. One query for all."""
    mine = _to_supervisors(forms).filter(to__in=[*group_seeds(keys), keys.principal_id])
    return {letter.form: open_letter(letter, keys) for letter in mine}


def drop_to_supervisors(form: str) -> None:
    """Their words are filed under the case's own key."""
    _to_supervisors([form]).delete()


def _to_supervisors(forms: Iterable[str]) -> QuerySet[Letter]:
    return Letter.objects.filter(kind=Letter.Kind.TO_SUPERVISORS, form__in=list(forms))


def _keep(
    to: Principal, names: list[str], text: str, mark: Mark, *, at: datetime, case_id: UUID | None
) -> Letter:
    rows = list(_drafts(to.pk, names, case_id).select_for_update())
    mine = next((row for row in rows if row.pk == mark.id), None)
    if mine is not None:
        return _rewrite(mine, to, text, at=at)
    before = next((row for row in rows if _base(row) == mark.base), None)
    if before is not None:
        before.delete()
    taken = {row.form for row in rows if row is not before}
    name = before.form if before else next((one for one in names if one not in taken), "")
    if not name:
        raise TooMany
    with transaction.atomic():  # a row that another saving made meanwhile undoes this alone
        return write(to, Letter.Kind.DRAFT, text, at=at, case_id=case_id, form=name, pk=mark.id)


def _rewrite(letter: Letter, to: Principal, text: str, *, at: datetime) -> Letter:
    letter.revision += 1
    letter.written_at = at
    _seal(letter, to, text)
    letter.save(update_fields=["to", "revision", "written_at", "body", "mac"])
    return letter


def _of_any_window(to: Principal, names: list[str], case_id: UUID | None) -> Mark:
    """As if the window that wrote the form's first draft went on."""
    first = _drafts(to.pk, names[:1], case_id).only("pk").first()
    return Mark(first.pk if first else uuid4())


def _unless_taken(mark: Mark, to: Principal) -> Mark:
    """A window's name that is another's row by now, or was made up, is not hers to write."""
    taken = Letter.objects.filter(pk=mark.id).exclude(to=to.pk).exists()
    return Mark(uuid4(), mark.base) if taken else mark


def _names(person_id: UUID, form: str, case_id: UUID | None) -> list[str]:
    """What stands in clear for a form's drafts: without the house's key it tells nothing.

    A draft of hers about a consent must not say so; nor do two drafts say that they are alike.
    """
    about = house.rows_key(), "draft-form", person_id, case_id, form
    return [hashing.mac(*about, number).hex()[: 2 * _NAME_BYTES] for number in range(MOST)]


def _base(letter: Letter) -> str:
    return f"{letter.pk.hex}-{letter.revision}"


def _is_of(letter: Letter, mark: Mark) -> bool:
    return letter.pk == mark.id or _base(letter) == mark.base


def _drafts(principal_id: UUID, names: list[str], case_id: UUID | None) -> QuerySet[Letter]:
    return Letter.objects.filter(
        kind=Letter.Kind.DRAFT, to=principal_id, form__in=names, case_id=case_id
    )


def _seal(letter: Letter, to: Principal, text: str) -> None:
    letter.body = wraps.seal_to(to.public_key, pad(text.encode(), _BUCKET), *_binding(letter))
    letter.mac = _mac(letter)


def _binding(letter: Letter) -> tuple[Part, ...]:
    return letter.pk, letter.to_id, letter.kind, letter.case_id, letter.form, letter.revision


def _mac(letter: Letter) -> bytes:
    body = hashing.sha256(bytes(letter.body))
    return hashing.mac(house.rows_key(), "letter", *_binding(letter), letter.written_at, body)
