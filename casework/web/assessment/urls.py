from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.assessment import views

urlpatterns = [
    path("cases/<case_code:code>/risk/", views.risk_assess, name="risk_assess"),
    path("cases/<case_code:code>/risk/answer/", views.risk_answer, name="risk_answer"),
]
