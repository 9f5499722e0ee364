"""What the room does, as verbs: each checks who may, validates, writes and leaves its line in the audit trail."""

from alongside.ground.people.queries import possible_duplicates
from alongside.ground.people.services.children import (
    open_child,
    register_child,
    set_address,
    update_child,
)
from alongside.ground.people.services.closures import load_terms, remove_closure, save_closure
from alongside.ground.people.services.consents import (
    give_consent,
    publish_wording,
    set_profile,
    withdraw_consent,
)
from alongside.ground.people.services.deaths import lift_mail_hold, record_death
from alongside.ground.people.services.endings import end_held, end_involvement
from alongside.ground.people.services.limits import (
    ask_to_lift_exclusion,
    break_glass,
    end_grant,
    exclude,
    grant_access,
    lift_exclusion,
    review_challenge,
)
from alongside.ground.people.services.loading import LoadedPerson, LoadedPlacement, load_many
from alongside.ground.people.services.merging import merge_children, unmerge
from alongside.ground.people.services.persons import (
    address_for_post,
    link_account,
    register_person,
    repin,
    update_person,
)
from alongside.ground.people.services.places import load_places, load_reference, load_settings
from alongside.ground.people.services.posts import (
    hand_over_post,
    hold_post,
    leave_post,
    mark_told,
    save_body,
    save_post,
    save_setting,
    save_team,
    set_absence,
)
from alongside.ground.people.services.relations import (
    check_relationship,
    end_relationship,
    record_capacity,
    record_involvement,
    record_responsibility,
    relate,
)
from alongside.ground.people.services.sealing import ask_to_seal, decline_sealing, seal_former_identity
from alongside.ground.people.services.standing import Stand, set_standing, set_standing_many

__all__ = [
    "LoadedPerson", "LoadedPlacement", "Stand", "address_for_post", "ask_to_lift_exclusion", "ask_to_seal",
    "break_glass", "check_relationship", "decline_sealing", "end_grant", "end_held", "end_involvement",
    "end_relationship", "exclude", "give_consent", "grant_access", "hand_over_post", "hold_post", "leave_post",
    "lift_exclusion", "lift_mail_hold", "link_account", "load_many", "load_places", "load_reference", "load_settings",
    "load_terms", "mark_told", "merge_children", "open_child", "possible_duplicates", "publish_wording",
    "record_capacity", "record_death", "record_involvement", "record_responsibility", "register_child",
    "register_person", "relate", "remove_closure", "repin", "review_challenge", "save_body", "save_closure",
    "save_post", "save_setting", "save_team", "seal_former_identity", "set_absence", "set_address", "set_profile",
    "set_standing", "set_standing_many", "unmerge", "update_child", "update_person", "withdraw_consent",
]
