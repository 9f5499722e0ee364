"""The page of the background work, for those who operate the service."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.jobs import queries, services
from alongside.ground.ui.services import page


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """How deep the queues are, who works, what repeats, and what was parked."""
    at = timezone.now()
    context = {
        "health": queries.health(at), "parked": queries.parked(), "beats": queries.last_beats(),
        "schedules": queries.schedules(), "n_running": queries.n_running(),
    }
    return page(request, "jobs/work.html", context)


@require_POST
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Try a parked job again, or discard it."""
    act = services.retry_parked if request.POST.get("act") == "retry" else services.discard_parked
    by = str(getattr(request.user, "uuid", ""))
    try:
        act(uuid=uuid, by=by, at=timezone.now())
    except NotThereError:
        raise Http404 from None
    except StaleError:
        messages.info(request, gettext("Somebody else has already decided about this job."))
    else:
        messages.success(request, gettext("Done: the job is no longer parked."))
    return redirect("jobs_work")


# This room lies below `access`, so it declares its audience as the plain string that the door reads.
work.audience = decide.audience = "permission:operate"  # type: ignore[attr-defined]  # a function can carry it
