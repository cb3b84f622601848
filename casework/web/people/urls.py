from django.urls import path

from casework.web.people import desks, forgetting, intervals, roster, stand_in, standby, views

urlpatterns = [
    path("people/", views.people_list, name="people"),
    path("people/new/", views.person_invite, name="person_invite"),
    path("people/admissions/", views.admissions, name="admissions"),
    path("people/of/<slug:username>/", views.person, name="person"),
    path("people/of/<slug:username>/admit/", views.admit, name="admit"),
    path(
        "people/of/<slug:username>/invite/", views.person_invite_again, name="person_invite_again"
    ),
    path("people/of/<slug:username>/away/", stand_in.person_away, name="person_away"),
    path("people/of/<slug:username>/leave/", views.person_leave, name="person_leave"),
    path("people/of/<slug:username>/forget/", forgetting.person_forget, name="person_forget"),
    path("people/of/<slug:username>/posts/", views.post_give, name="post_give"),
    path("people/of/<slug:username>/posts/<uuid:pk>/end/", views.post_end, name="post_end"),
    path("people/of/<slug:username>/posts/<uuid:pk>/move/", views.post_move, name="post_move"),
    path("reviews/hand-over/", stand_in.reviews_hand_over, name="reviews_hand_over"),
    path("reviews/hand-over/<uuid:pk>/end/", stand_in.reviews_take_back, name="reviews_take_back"),
    path("roster/<slug:desk>/", roster.roster, name="roster"),
    path("roster/turn/<uuid:pk>/off/", roster.roster_take_off, name="roster_take_off"),
    path("intervals/", intervals.interval_list, name="interval_list"),
    path("intervals/<slug:level>/", intervals.interval_set, name="interval_set"),
    path("desks/", desks.desk_list, name="desk_list"),
    path("desks/new/", desks.desk_new, name="desk_new"),
    path("desks/<slug:desk>/name/", desks.desk_name, name="desk_name"),
    path("desks/<slug:desk>/retire/", desks.desk_retire, name="desk_retire"),
    path("desks/<slug:desk>/focal-point/", desks.desk_focal_point, name="desk_focal_point"),
    path("desks/<slug:desk>/answer/", desks.desk_answer, name="desk_answer"),
    path("desks/<slug:desk>/take-back/", desks.desk_take_back, name="desk_take_back"),
    path("desks/<slug:desk>/standby/", standby.desk_standby, name="desk_standby"),
    path("desks/<slug:desk>/deputy/", desks.desk_deputy, name="desk_deputy"),
    path("desks/<slug:desk>/deputy/answer/", desks.deputy_answer, name="deputy_answer"),
]
