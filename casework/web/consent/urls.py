from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.consent import answer, page, withdrawing

urlpatterns = [
    path("cases/<case_code:code>/consent/", answer.consent, name="consent"),
    path("cases/<case_code:code>/consents/", page.consents, name="consents"),
    path(
        "cases/<case_code:code>/consents/<uuid:pk>/withdraw/",
        withdrawing.consent_withdraw,
        name="consent_withdraw",
    ),
]
