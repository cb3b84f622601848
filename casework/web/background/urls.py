from django.urls import path

from casework.web.background import views

urlpatterns = [path("why/", views.why, name="why")]
