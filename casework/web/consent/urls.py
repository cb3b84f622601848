from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.consent import (
    answer,
    copying,
    deciding,
    erasing_names,
    if_taken,
    page,
    withdrawing,
)

urlpatterns = [
    path("cases/<case_code:code>/consent/", answer.consent, name="consent"),
    path("cases/<case_code:code>/consents/", page.consents, name="consents"),
    path(
        "cases/<case_code:code>/consents/<uuid:pk>/withdraw/",
        withdrawing.consent_withdraw,
        name="consent_withdraw",
    ),
    path("cases/<case_code:code>/consents/names/", erasing_names.names_erase, name="names_erase"),
    path("cases/<case_code:code>/consents/renew/", deciding.basis_renew, name="basis_renew"),
    path(
        "cases/<case_code:code>/consents/<uuid:pk>/decide/",
        deciding.child_decide,
        name="child_decide",
    ),
    path("copy/", copying.consent_copy, name="consent_copy"),
    path("cases/<case_code:code>/if-taken/", if_taken.if_taken, name="if_taken"),
    path("cases/<case_code:code>/if-taken/ask/", if_taken.if_taken_ask, name="if_taken_ask"),
    path(
        "cases/<case_code:code>/if-taken/appeal/",
        if_taken.if_taken_appeal,
        name="if_taken_appeal",
    ),
]
