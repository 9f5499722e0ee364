"""Forms that draw themselves by GOV.UK macros: one Form class and one field for each kind of question."""

from alongside.ground.ui.forms.days import DayBoxes, DayField
from alongside.ground.ui.forms.fields import (
    AddressField,
    ChoiceField,
    EmailField,
    LongTextField,
    ManyChoicesField,
    PhoneField,
    PostcodeField,
    SelectField,
    TextField,
    TickField,
    UploadField,
    VersionField,
    YesNoField,
)
from alongside.ground.ui.forms.form import Form

__all__ = [
    "AddressField", "ChoiceField", "DayBoxes", "DayField", "EmailField", "Form", "LongTextField", "ManyChoicesField",
    "PhoneField", "PostcodeField", "SelectField", "TextField", "TickField", "UploadField", "VersionField",
    "YesNoField",
]
