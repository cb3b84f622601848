from django.urls import path

from casework.web.audit import proofs, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/<int:number>/proof/", proofs.entry_proof, name="audit_proof"),
]
