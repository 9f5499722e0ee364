"""Addresses of the room; never a name, a number or a reference in one."""

from django.urls import path

from alongside.ground.people.views import children, closures, directory, limits, mine, public, rights, sealing

urlpatterns = [
    path("who/", public.who, name="people_who"),
    path("profile/", mine.own_profile, name="people_profile"),
    path("persons/<uuid:uuid>/profile/", mine.profile_of, name="people_person_profile"),
    path("consent/", mine.consents, name="people_consents"),
    path("consent/<uuid:uuid>/", mine.answer_consent, name="people_consent_answer"),
    path("children/<uuid:uuid>/edit/", children.edit, name="people_child_edit"),
    path("children/<uuid:uuid>/merge/", children.merge, name="people_child_merge"),
    path("children/<uuid:uuid>/exclusions/", limits.exclusions, name="people_exclusions"),
    path("children/<uuid:uuid>/grants/", limits.grants, name="people_grants"),
    path("children/<uuid:uuid>/responsibility/", rights.responsibility, name="people_responsibility"),
    path("children/<uuid:uuid>/capacity/", rights.capacity, name="people_capacity"),
    path("children/<uuid:uuid>/say/", rights.say, name="people_say"),
    path("children/<uuid:uuid>/sealing/", sealing.sealing, name="people_sealing"),
    path("responsibilities/<uuid:uuid>/end/", rights.end, {"kind": "responsibility"}, name="people_responsibility_end"),
    path("capacities/<uuid:uuid>/end/", rights.end, {"kind": "capacity"}, name="people_capacity_end"),
    path("said/<uuid:uuid>/take-back/", rights.take_back, name="people_say_back"),
    path("sealings/<uuid:uuid>/seal/", sealing.settle, {"act": "seal"}, name="people_seal"),
    path("sealings/<uuid:uuid>/decline/", sealing.settle, {"act": "decline"}, name="people_seal_decline"),
    path("my-say/", mine.own_say, name="people_own_say"),
    path("merges/<uuid:uuid>/undo/", children.take_apart, name="people_unmerge"),
    path("exclusions/<uuid:uuid>/lift/", limits.lift, name="people_exclusion_lift"),
    path("grants/<uuid:uuid>/end/", limits.end_grant, name="people_grant_end"),
    path("challenge/", limits.challenge, name="people_challenge"),
    path("challenged/", limits.challenged, name="people_challenged"),
    path("challenged/<uuid:uuid>/", limits.review, name="people_review"),
    path("posts/<uuid:uuid>/hold/", directory.hold, name="people_post_hold"),
    path("posts/<uuid:uuid>/absence/", directory.absence, name="people_post_absence"),
    path("holdings/<uuid:uuid>/leave/", directory.leave, name="people_post_leave"),
    path("closures/", closures.closures, name="people_area_closures"),
    path("closures/load/", closures.load, name="people_terms_load"),
    path("closures/<uuid:uuid>/remove/", closures.remove, name="people_closure_remove"),
    path("settings/<uuid:uuid>/closures/", closures.closures, name="people_closures"),
    path("directory/<slug:kind>/", directory.listing, name="people_directory"),
    path("directory/<slug:kind>/new/", directory.new, name="people_directory_new"),
    path("directory/<slug:kind>/<uuid:uuid>/", directory.edit, name="people_directory_edit"),
]
