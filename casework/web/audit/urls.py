from django.urls import path

from casework.web.audit import views

urlpatterns = [path("audit/", views.audit, name="audit")]
