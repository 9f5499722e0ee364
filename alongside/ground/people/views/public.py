"""Who's who, for anybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.people import queries
from alongside.ground.people.words import POSTCODE_ATTRIBUTION
from alongside.ground.ui.services import page


@opens_to(Audience.PUBLIC)
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Who is in the partnership, what each does, how to reach them and what they can't do; by district or postcode."""
    districts = queries.districts()
    codes = {district.code for district in districts}
    chosen = request.GET.get("district", "")
    asked = request.GET.get("postcode", "")[:12]
    found = queries.district_of(asked) if asked else None
    chosen = found.code if found else chosen if chosen in codes else ""
    return page(request, "people/who.html", {
        "districts": districts, "chosen": chosen, "asked": asked, "is_lost": bool(asked and not found),
        "who": queries.who_is_who(chosen, day_of(timezone.now())), "attribution": POSTCODE_ATTRIBUTION,
        "name": next((district.name for district in districts if district.code == chosen), ""),
    })
