from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.ending import copying, hers, holds, views

urlpatterns = [
    path("ending/", views.ending, name="ending"),
    path("ending/of/<case_code:code>/", views.ending_decide, name="ending_decide"),
    path("ending/certificates/<slug:number>/", views.certificate, name="certificate"),
    path("ending/terms/", views.term_set, name="term_set"),
    path("ending/holds/", holds.holds, name="holds"),
    path("ending/holds/<uuid:pk>/<slug:act>/", holds.hold_act, name="hold_act"),
    path("cases/<case_code:code>/erase/", hers.erasure_ask, name="erasure_ask"),
    path("cases/<case_code:code>/copy/", copying.copy_request, name="copy_request"),
    path("copies/", copying.copy_made, name="copy_made"),
]
