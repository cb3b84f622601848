from django.urls import path

from casework.web.showcase import views

urlpatterns = [path("components/", views.components, name="components")]
