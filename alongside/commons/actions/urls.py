"""Addresses of the room: uuids only, never a name."""

from django.urls import path

from alongside.commons.actions.views import acting, settling, telling

urlpatterns = [
    path("", acting.mine, name="actions_mine"),
    path("promises/", settling.promises, name="actions_promises"),
    path("promises/new/<uuid:child>/", telling.promise, name="actions_new_promise"),
    path("promises/<uuid:uuid>/", settling.promise, name="actions_promise"),
    path("promises/<uuid:uuid>/kept/", settling.keep, name="actions_keep"),
    path("promises/<uuid:uuid>/change/", settling.change, name="actions_change"),
    path("promises/<uuid:uuid>/take-back/", settling.withdraw, name="actions_withdraw"),
    path("call/<uuid:child>/", telling.call, name="actions_call"),
    path("answer/<uuid:uuid>/", telling.answer, name="actions_answer"),
    path("<uuid:uuid>/", acting.action, name="actions_action"),
    path("<uuid:uuid>/done/", acting.done, name="actions_done"),
    path("<uuid:uuid>/hand-over/", acting.hand_over, name="actions_hand_over"),
    path("<uuid:uuid>/more-time/", acting.extend, name="actions_extend"),
    path("<uuid:uuid>/write/", acting.write, name="actions_write"),
]
