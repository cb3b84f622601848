from django.urls import path

from casework.web import converters
from casework.web.drafts import views

assert converters.CaseCode  # registers `case_code`

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
