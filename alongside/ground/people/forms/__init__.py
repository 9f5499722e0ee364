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

__all__ = [
    "AbsenceForm", "BodyForm", "ChallengeForm", "ChildForm", "DirectoryForm", "ExclusionForm", "GrantForm", "HoldForm",
    "MergeForm", "PostForm", "ProfileForm", "ReasonForm", "ReviewForm", "SettingForm", "TeamForm",
]
