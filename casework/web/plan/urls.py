from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.plan import views

urlpatterns = [
    path("cases/<case_code:code>/plan/", views.plan, name="plan"),
    path(
        "cases/<case_code:code>/plan/safety/<uuid:pk>/read/", views.safety_plan, name="safety_plan"
    ),
    path("cases/<case_code:code>/plan/<slug:part>/new/", views.plan_new, name="plan_new"),
    path("cases/<case_code:code>/plan/<slug:part>/<uuid:pk>/", views.plan_edit, name="plan_edit"),
]
