"""Forms of the room's pages."""

from alongside.ground.people.forms.children import ChildForm, MergeForm, ReasonForm
from alongside.ground.people.forms.directory import (
    AbsenceForm,
    BodyForm,
    DirectoryForm,
    HoldForm,
    PostForm,
    SettingForm,
    TeamForm,
)
from alongside.ground.people.forms.limits import ChallengeForm, ExclusionForm, GrantForm, ReviewForm
from alongside.ground.people.forms.mine import ProfileForm
from alongside.ground.people.forms.rights import (
    CapacityForm,
    EndForm,
    OwnSayForm,
    ResponsibilityForm,
    SayForm,
    SealForm,
)

__all__ = [
    "AbsenceForm", "BodyForm", "CapacityForm", "ChallengeForm", "ChildForm", "DirectoryForm", "EndForm",
    "ExclusionForm", "GrantForm", "HoldForm", "MergeForm", "OwnSayForm", "PostForm", "ProfileForm", "ReasonForm",
    "ResponsibilityForm", "ReviewForm", "SayForm", "SealForm", "SettingForm", "TeamForm",
]
