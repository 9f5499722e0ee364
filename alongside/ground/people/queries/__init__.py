"""What can be asked about people; whoever looks comes first, and every list starts from `policies.visible_to`."""

from alongside.ground.people.queries.children import (
    LookAlike,
    child_by_reference,
    child_for,
    child_to_challenge,
    children_of_badge,
    current_setting,
    find_children,
    ids_of,
    look_alikes,
    own_median_pace,
    possible_duplicates,
    recent_pace,
    siblings_of,
    standings,
    uuids_of,
)
from alongside.ground.people.queries.families import (
    FamilyMember,
    TimelineRow,
    address_of,
    consents_of,
    family_of,
    family_shown,
    has_agreed,
    is_electronic_agreed,
    may_write_to,
    parents_stay_involved,
    person_of,
    profile_of,
    recipients,
    responsible_for,
    timeline_people,
    who_decides,
)
from alongside.ground.people.queries.places import (
    area_on,
    district_of,
    districts,
    home_area,
    is_elsewhere,
    place_of,
    setting_search,
)
from alongside.ground.people.queries.posts import (
    bodies_now,
    covers_of,
    holder_words,
    holder_words_of,
    holders_of,
    post_by_kind,
    posts_of,
    team_for_district,
    teams_now,
    who_is_who,
)

__all__ = [
    "FamilyMember", "LookAlike", "TimelineRow", "address_of", "area_on", "bodies_now", "child_by_reference",
    "child_for", "child_to_challenge", "children_of_badge", "consents_of", "covers_of", "current_setting",
    "district_of", "districts", "family_of", "family_shown", "find_children", "has_agreed", "holder_words",
    "holder_words_of", "holders_of", "home_area", "ids_of", "is_electronic_agreed", "is_elsewhere", "look_alikes",
    "may_write_to", "own_median_pace", "parents_stay_involved", "person_of", "place_of", "possible_duplicates",
    "post_by_kind", "posts_of",
    "profile_of", "recent_pace", "recipients", "responsible_for", "setting_search", "siblings_of", "standings",
    "team_for_district", "teams_now", "timeline_people", "uuids_of", "who_decides", "who_is_who",
]
