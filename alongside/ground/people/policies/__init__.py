"""Who may see a child and do what: one relation table, grants and exclusions; and who may keep which record."""

from alongside.ground.people.policies.acts import (
    KeptOut,
    can,
    can_see_address,
    hides_location,
    is_location_hidden,
    unlocatable,
)
from alongside.ground.people.policies.duties import (
    SYSTEM,
    can_break_glass,
    can_edit_profile,
    can_lift_exclusion,
    can_manage_posts,
    can_review_challenges,
    can_seal,
    can_settle,
    demand,
    demand_child,
    demand_say,
    is_own_voice,
    is_too_fast,
    own_voices,
)
from alongside.ground.people.policies.proof import faults_of_proof, is_enough_proof
from alongside.ground.people.policies.rights import (
    current_capacity,
    deciding_persons,
    is_young_person,
    parents_stay_involved,
    rights_holder,
)
from alongside.ground.people.policies.sight import (
    Ground,
    barred_children,
    can_see_child,
    caseload_of,
    grounds,
    is_barred,
    own_persons,
    reach_of,
    seen_one,
    sees_whole,
    visible_to,
)

__all__ = [
    "SYSTEM", "Ground", "KeptOut", "barred_children", "can", "can_break_glass", "can_edit_profile",
    "can_lift_exclusion", "can_manage_posts", "can_review_challenges", "can_seal", "can_see_address", "can_see_child",
    "can_settle", "caseload_of", "current_capacity", "deciding_persons", "demand", "demand_child", "demand_say",
    "faults_of_proof", "grounds", "hides_location", "is_barred", "is_enough_proof", "is_location_hidden",
    "is_own_voice", "is_too_fast", "is_young_person", "own_persons", "own_voices", "parents_stay_involved",
    "reach_of", "rights_holder", "seen_one", "sees_whole", "unlocatable", "visible_to",
]
