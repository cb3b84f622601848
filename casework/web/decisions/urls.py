from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.decisions import queue, views

urlpatterns = [
    path("decisions/", queue.decisions, name="decisions"),
    path("cases/<case_code:code>/decide/", views.decide, name="decide"),
]
