"""What documents does for other rooms, as verbs."""

from alongside.ground.documents.services.making import add_letter, add_made
from alongside.ground.documents.services.reading import bar_reading, let_read, lift_bar, stop_reading
from alongside.ground.documents.services.releasing import (
    answer_withholding,
    carry_out_releases,
    escalate_checks,
    recall,
    release,
    withhold,
    withhold_part,
)
from alongside.ground.documents.services.reporting import report_leak, settle_report
from alongside.ground.documents.services.scanning import scan_document, scan_waiting
from alongside.ground.documents.services.sweeping import Sweep, sweep_orphans
from alongside.ground.documents.services.telling import mark_harm_told, mark_release_told
from alongside.ground.documents.services.uploading import add_upload, assign, discard, examine

__all__ = [
    "Sweep", "add_letter", "add_made", "add_upload", "answer_withholding", "assign", "bar_reading",
    "carry_out_releases", "discard", "escalate_checks", "examine", "let_read", "lift_bar",
    "mark_harm_told", "mark_release_told", "recall", "release",
    "report_leak", "scan_document", "scan_waiting", "settle_report", "stop_reading", "sweep_orphans", "withhold",
    "withhold_part",
]
