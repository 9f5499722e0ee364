"""The one form of the room: a file to check."""

from alongside.ground.ui.forms import Form, UploadField


class CheckForm(Form):
    """An XML file of the return, or the CSV files of the COLLECT export, to be checked; nothing is loaded by it."""

    given = UploadField("SEN2 return", is_many=True, hint="One XML file, or all nine CSV files of the COLLECT export.")
