"""The acts of the room: check a return, load a return, forget files that were given up."""

from alongside.oversight.returns.services.loading import check_return, forget_abandoned, load_return
from alongside.oversight.returns.services.report import Report
from alongside.oversight.returns.services.staging import Progress

__all__ = ["Progress", "Report", "check_return", "forget_abandoned", "load_return"]
