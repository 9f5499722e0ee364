"""Addresses of the room; those that allauth also has stand here first, and so win."""

from django.urls import path

from alongside.ground.access.views import confirming, entering, managing, mine, openid, sitting, trail

urlpatterns = [
    path("", mine.account, name="access_account"),
    path("roles/", mine.roles, name="access_roles"),
    path("email/", mine.change_email, name="access_change_email"),
    path("email/code/", mine.confirm_email, name="access_confirm_email"),
    path("prove/", mine.prove, name="access_prove"),
    path("second-factor/", mine.second_factor, name="access_second_factor"),
    path("stay/", sitting.stay, name="access_stay"),
    path("kept/", sitting.kept, name="access_kept"),
    path("sessions/end/", mine.end_sessions, name="access_end_sessions"),
    path("invitation/<str:token>/", entering.invitation, name="access_invitation"),
    path("sign-in/<str:token>/", entering.link, name="access_link"),
    path("manage/", managing.people, name="access_manage"),
    path("manage/invite/", managing.invite, name="access_invite"),
    path("manage/invitations/<uuid:uuid>/withdraw/", managing.withdraw, name="access_withdraw"),
    path("lapsed/", confirming.lapsed, name="access_lapsed"),
    path("manage/confirm/", confirming.accounts, name="access_confirm"),
    path("manage/<uuid:uuid>/", managing.one, name="access_manage_account"),
    path("manage/<uuid:uuid>/role/", managing.give_role, name="access_give_role"),
    path("manage/<uuid:uuid>/condition/", managing.satisfy, name="access_satisfy"),
    path("manage/<uuid:uuid>/email/", managing.change_email, name="access_manage_email"),
    path("manage/<uuid:uuid>/<slug:act>/", managing.act, name="access_manage_act"),
    path("audit/", trail.entries, name="access_audit"),
    path("oidc/<str:provider_id>/login/", openid.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
]
