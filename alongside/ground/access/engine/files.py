"""Many files in a short time: beyond a number the person proves again who they are before the next one."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alongside.ground.access import policies, queries
from alongside.ground.access.engine import proof
from alongside.ground.access.models import User

_HOUR = timedelta(hours=1)


def proof_first(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """Where to prove who one is before one more file; None lets it open. Each proof lets as many open again."""
    user = request.user
    if not isinstance(user, User) or proof.is_forced(request):
        return None
    proved = proof.last_proved(request, user)
    since = max(at - _HOUR, proved) if proved else at - _HOUR
    if not policies.needs_proof_for_files(queries.n_files_read(user.uuid, since=since)):
        return None
    return HttpResponseRedirect(f"{reverse('access_prove')}?{urlencode({'next': request.get_full_path()})}")
