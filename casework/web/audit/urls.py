from django.urls import path

from casework.web.audit import exports, person, proofs, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/seal/", proofs.audit_seal, name="audit_seal"),
    path("audit/seal/proof/", proofs.grown_proof, name="audit_grown"),
    path("audit/seal/keys/", proofs.audit_keys, name="audit_keys"),
    path("audit/<int:number>/proof/", proofs.entry_proof, name="audit_proof"),
    path("audit/views/keep/", views.audit_view_keep, name="audit_view_keep"),
    path("audit/views/<uuid:pk>/drop/", views.audit_view_drop, name="audit_view_drop"),
    path("audit/charts/", views.audit_charts, name="audit_charts"),
    path("audit/exports/", exports.audit_exports, name="audit_exports"),
    path("audit/exports/ask/", exports.audit_export_ask, name="audit_export_ask"),
    path(
        "audit/exports/<uuid:pk>/answer/", exports.audit_export_answer, name="audit_export_answer"
    ),
    path("audit/exports/<uuid:pk>/as/<slug:kind>/", exports.audit_export, name="audit_export"),
    path("people/of/<slug:username>/trail/", person.person_trail, name="person_trail"),
    path(
        "people/of/<slug:username>/sessions/end/",
        person.person_sessions_end,
        name="person_sessions_end",
    ),
    path("people/of/<slug:username>/lock-out/", person.person_lock_out, name="person_lock_out"),
    path("people/of/<slug:username>/let-in/", person.person_let_in, name="person_let_in"),
    path("account/trail/", person.own_trail, name="own_trail"),
]
