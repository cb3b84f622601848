from django.urls import path

from casework.web.go import views

urlpatterns = [path("go/", views.go, name="go")]
