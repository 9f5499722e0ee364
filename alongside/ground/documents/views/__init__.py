"""Pages: opening a document, checking before release, and reporting what should not be seen."""

from alongside.ground.documents.views.checking import agree, check, checks, recall
from alongside.ground.documents.views.opening import kinds, open_file, open_letter
from alongside.ground.documents.views.reporting import report, reported, settle

__all__ = ["agree", "check", "checks", "kinds", "open_file", "open_letter", "recall", "report", "reported", "settle"]
