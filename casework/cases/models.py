"""The record. What stays in clear on a case is exactly what the reference names in section 4."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.access.models import HOLD, STAND_BY
from casework.accounts.models import Desk
from casework.accounts.rows import LoggedRow, Subject
from casework.cases.code_rows import CodeWords as CodeWords
from casework.cases.decision_rows import Decision as Decision
from casework.cases.erasure_rows import CopyRequest as CopyRequest
from casework.cases.erasure_rows import Erasure as Erasure
from casework.cases.erasure_rows import Hold as Hold
from casework.cases.erasure_rows import KeptFor as KeptFor
from casework.cases.scopes import CaseQuerySet
from casework.cases.states import NEVER, CaseState, ConsentState, Reachability, Risk
from casework.vault.fields import SealedDocumentField, SealedNarrativeField, SealedTextField


class Case(LoggedRow):
    """A survivor's file. Everything about her lies sealed in the rows that point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    # The indexes below begin with desk or owner. Beside them, one of each alone would tempt the
    # planner to cross the two, and to sort thousands of rows for a page of fifty.
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="cases", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases", db_index=False
    )
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.DRAFT)
    risk = models.CharField(max_length=10, choices=Risk, default=Risk.NOT_SET, blank=True)
    reachability = models.CharField(
        max_length=16, choices=Reachability, default=Reachability.REACHABLE
    )
    consent = models.CharField(max_length=12, choices=ConsentState, default=ConsentState.NOT_ASKED)
    # The newest state of the situation machine; "" until she or her source told it.
    situation = models.CharField(max_length=5, default="", blank=True)
    # Waits for a second person's decision since then; `Decision` has each that waits.
    submitted_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When it was last opened again after its closing, and how often it was.
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopenings = models.PositiveSmallIntegerField(default=0)
    # She asked for its end: since then two people alone see that there is such a case.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # The earliest row due, kept by `reminders` so that lists can sort by it.
    next_due_at = models.DateTimeField(default=NEVER)

    marks_of_use: ClassVar[frozenset[str]] = frozenset({"next_due_at"})
    added_later: ClassVar[dict[str, None]] = {"hidden_at": None}
    objects = CaseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [(HOLD, "Holds the case's key"), (STAND_BY, "Stands by")]
        # Measured at 100,000 cases: a page in order without a sort, a count without the table.
        indexes: ClassVar = [
            models.Index(
                fields=["owner", "next_due_at", "id"],
                include=["state", "risk", "situation", "desk", "hidden_at"],
                name="case_mine",
            ),
            models.Index(
                fields=["desk", "next_due_at", "id"],
                include=["state", "risk", "situation", "hidden_at"],
                name="case_desk",
            ),
            models.Index(fields=["owner", "-opened_at", "-id"], name="case_mine_opened"),
            models.Index(fields=["desk", "-opened_at", "-id"], name="case_desk_opened"),
            models.Index(
                fields=["id"],
                condition=Q(state=CaseState.TRANSFER_PENDING),
                name="case_handing_over",
            ),
            models.Index(
                fields=["desk", "submitted_at"],
                condition=Q(submitted_at__isnull=False),
                name="case_to_decide",
            ),
            models.Index(
                fields=["state", "closed_at"],
                condition=Q(state__in=("draft", "closed", "void", "transferred")),
                name="case_to_end",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state=CaseState.CLOSED) & Q(closed_at__isnull=False))
                | Q(state=CaseState.ERASED)
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True)),
                name="closed_exactly_when_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(CaseState.DRAFT, CaseState.VOID, CaseState.ERASED))
                | Q(opened_at__isnull=False),
                name="opened_unless_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.ERASED)
                | Q(
                    risk=Risk.NOT_SET,
                    reachability=Reachability.REACHABLE,
                    consent=ConsentState.NOT_ASKED,
                    situation="",
                    submitted_at__isnull=True,
                    reopened_at__isnull=True,
                    reopenings=0,
                    hidden_at__isnull=True,
                ),
                name="erased_tells_code_and_dates_alone",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def case_id(self) -> uuid.UUID:
        return self.pk

    @property
    def audit_subject(self) -> Subject:
        return Subject("case", str(self.pk), self.code, self.desk.code)


class CaseRow(LoggedRow):
    """A sealed part of one case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @property
    def audit_subject(self) -> Subject:
        return self.case.audit_subject  # type: ignore[attr-defined,no-any-return]  # of the subclasses


class Label(CaseRow):
    """What its readers call the case on lists: two words, never a name or a place."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="label")
    text = SealedTextField()

    def __str__(self) -> str:
        return f"label {self.pk}"


class Section(CaseRow):
    """One section of the intake form as one sealed document (`cases.fields` names the fields)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=20)
    schema = models.PositiveSmallIntegerField(default=1)
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_section_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"section {self.kind}"


class Note(CaseRow):
    """What was said or done. Never edited: a correction is a new note that names the old one.

    Author, time and kind are sealed with the text; `number` orders the notes of a case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    body = SealedNarrativeField()
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_note_a_number")
        ]

    def __str__(self) -> str:
        return f"note {self.number}"


class ConsentRecord(CaseRow):
    """One answer to one purpose (reference 3.4). Withdrawing is a new row; none is deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    number = models.PositiveIntegerField()
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_consent_a_number")
        ]

    def __str__(self) -> str:
        return f"consent {self.number}"


class Sheet(CaseRow):
    """A thing about her that comes in any number: a child, an incident, a goal, a score.

    What kind of thing it is lies sealed with it (`cases.sheets` names the kinds), so that nobody
    who steals the rows can count her children. Some are rewritten, some only ever added.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    document = SealedDocumentField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_sheet_a_number")
        ]

    def __str__(self) -> str:
        return f"sheet {self.number}"


class BreakGlass(CaseRow):
    """Somebody needed a case that she may not open: one case, one hour, reviewed by another.

    Why, in her words, lies sealed: in a letter to the supervisors, then in a note of the case.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="glasses")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # Who gave her the key, and until when it is good.
    opener = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    until = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=Q(reviewed_at__isnull=True), name="glass_to_review"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opener__isnull=True, until__isnull=True)
                | Q(opener__isnull=False, until__isnull=False),
                name="opened_with_an_end",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, reviewed_at__isnull=True)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=models.F("asker")) & ~Q(reviewer=models.F("opener"))
                | Q(reviewer__isnull=True),
                name="reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass {self.pk}"


class Digest(CaseRow):
    """Label, search text and coded facts of a case in one small sealed document.

    Written by whoever writes the case, in the same transaction; find and counts open it.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="digest")
    document = SealedDocumentField()

    def __str__(self) -> str:
        return f"digest {self.pk}"
