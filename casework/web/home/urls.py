from django.urls import path

from casework.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("language/", views.set_language, name="set_language"),
]
