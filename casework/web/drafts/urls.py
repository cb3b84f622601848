from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.drafts import views

urlpatterns = [
    path("drafts/<slug:form>/", views.draft, name="draft"),
    path("drafts/<slug:form>/discard/", views.draft_discard, name="draft_discard"),
    path("cases/<case_code:code>/drafts/<slug:form>/", views.draft, name="case_draft"),
    path(
        "cases/<case_code:code>/drafts/<slug:form>/discard/",
        views.draft_discard,
        name="case_draft_discard",
    ),
]
