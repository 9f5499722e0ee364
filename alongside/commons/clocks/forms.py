"""The one form of the room: why a difference may be settled."""

from alongside.ground.ui.forms import Form, LongTextField


class SettleForm(Form):
    """A manager's reason for letting the dates follow what was found."""

    reason = LongTextField("Why may these dates change?", missing="Say why the dates may change")
