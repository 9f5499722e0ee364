"""The audit trail for those who may read it; reading it is entered there too."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.ground.access import queries, services
from alongside.ground.access.adapters import moment_of
from alongside.ground.access.forms import TrailForm
from alongside.ground.access.models import AuditEntry
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.access.views.mine import viewer
from alongside.ground.ui.services import page


@opens_to(Audience.permission(Permission.READ_AUDIT))
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Entries newest first, for one child, one account or one kind of act."""
    form = TrailForm(request.GET or None)
    rows: list[AuditEntry] = []
    counted, base = None, ""
    if form.is_valid():
        child, account, code = (form.cleaned_data[name] for name in ("child", "account", "code"))
        user = viewer(request)
        rows, counted = queries.audit_entries(
            user, chain=str(child or ""), code=code, by_uuid=account, page=request.GET.get("page", "")
        )
        facts = {"child": str(child or ""), "account": str(account or ""), "code": code}
        services.record(code="access.trail.read", by=user, at=moment_of(request), detail=facts)
        base = f"?{urlencode({**facts, 'page': ''})}"
    return page(request, "access/trail.html", {
        "form": form, "rows": [(row, services.facts_of(row)) for row in rows], "counted": counted, "base": base,
    })
