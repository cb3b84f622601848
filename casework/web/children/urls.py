from django.urls import path

import casework.web.converters  # noqa: F401  # registers `case_code`
from casework.web.children import views

_CHILDREN = "cases/<case_code:code>/children/"

urlpatterns = [
    path(_CHILDREN, views.children, name="children"),
    path(f"{_CHILDREN}new/", views.child_new, name="child_new"),
    path(f"{_CHILDREN}<uuid:pk>/", views.child_edit, name="child_edit"),
    path(f"{_CHILDREN}<uuid:pk>/case/", views.child_case, name="child_case"),
]
