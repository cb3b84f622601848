from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.cases import (
    acts,
    appointments,
    line,
    lists,
    notes,
    page,
    printing,
    readers,
    sharing,
    transfer,
)

urlpatterns = [
    path("cases/", lists.case_list, name="case_list"),
    path("find/", lists.find, name="find"),
    path("line/", line.line, name="line"),
    path("line/<case_code:code>/", line.line_case, name="line_case"),
    path("cases/<case_code:code>/", page.case, name="case"),
    path("cases/<case_code:code>/reveal/", page.reveal, name="case_reveal"),
    path("cases/<case_code:code>/print/", printing.case_print, name="case_print"),
    path("cases/<case_code:code>/readers/", readers.case_readers, name="case_readers"),
    path("cases/<case_code:code>/notes/new/", notes.note_new, name="note_new"),
    path(
        "cases/<case_code:code>/notes/<int:number>/correct/",
        notes.note_correct,
        name="note_correct",
    ),
    path("cases/<case_code:code>/label/", acts.label_change, name="label_change"),
    path(
        "cases/<case_code:code>/appointment/",
        appointments.case_appointment,
        name="case_appointment",
    ),
    path("cases/<case_code:code>/risk/level/", acts.risk_set, name="risk_set"),
    path("cases/<case_code:code>/submit/", acts.case_submit, name="case_submit"),
    path("cases/<case_code:code>/give-back/", acts.case_give_back, name="case_give_back"),
    path("cases/<case_code:code>/close/", acts.case_close, name="case_close"),
    path("cases/<case_code:code>/stop-contact/", acts.contact_stop, name="contact_stop"),
    path("cases/<case_code:code>/hold/", acts.case_hold, name="case_hold"),
    path("cases/<case_code:code>/resume/", acts.case_resume, name="case_resume"),
    path("cases/<case_code:code>/void/", acts.case_void, name="case_void"),
    path("cases/<case_code:code>/reopen/", acts.case_reopen, name="case_reopen"),
    path("cases/<case_code:code>/desk/", transfer.case_desk, name="case_desk"),
    path("cases/<case_code:code>/transfer/", transfer.case_transfer, name="case_transfer"),
    path(
        "cases/<case_code:code>/transfer/taken-over/",
        transfer.transfer_taken_over,
        name="transfer_taken_over",
    ),
    path("cases/<case_code:code>/transfer/not/", transfer.transfer_not, name="transfer_not"),
    path(
        "cases/<case_code:code>/transfer/given-back/",
        transfer.transfer_given_back,
        name="transfer_given_back",
    ),
    path("cases/<case_code:code>/rekey/", acts.case_rekey, name="case_rekey"),
    path("cases/<case_code:code>/share/", sharing.case_share, name="case_share"),
    path("cases/<case_code:code>/share/<uuid:pk>/", sharing.case_unshare, name="case_unshare"),
    path("cases/<case_code:code>/hand-over/", sharing.case_hand_over, name="case_hand_over"),
]
