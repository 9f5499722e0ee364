"""Addresses of the room: public forms first, then those of staff; no address holds a name or a reference."""

from django.urls import path

from alongside.commons.journeys.views import addresses
from alongside.work.ehc.forms.journeys import NOTICE, REQUEST
from alongside.work.ehc.views import deciding, entering, giving, holding, proving, public, pupils, working

_CASE = "case/<uuid:uuid>/"
urlpatterns = [
    path("start/", public.start, name="ehc_start"),
    path("status/", public.status, name="ehc_status"),
    *(path(f"request/{entry.pattern}", entry.callback, entry.default_args, entry.name) for entry in addresses(REQUEST)),
    *(path(f"notice/{entry.pattern}", entry.callback, entry.default_args, entry.name) for entry in addresses(NOTICE)),
    path("pupil/", pupils.pupil, name="ehc_pupil"),
    path("pupils/", pupils.pupils, name="ehc_pupils"),
    path("pupils/view/<uuid:consultation>/", pupils.answer, name="ehc_answer"),
    path("pupil/sent/", pupils.pupil_sent, name="ehc_pupil_sent"),
    path("enter/", entering.enter, name="ehc_enter"),
    path("enter/done/", entering.entered, name="ehc_entered"),
    path("identity/", entering.identities, name="ehc_identities"),
    path("identity/<uuid:uuid>/", entering.identity, name="ehc_identity"),
    path("identity/<uuid:uuid>/invite/", entering.invite, name="ehc_invite"),
    path("allocate/", holding.allocate_many, name="ehc_allocate_many"),
    path("exceptions/", deciding.claims, name="ehc_claims"),
    path("plan/<uuid:uuid>/", working.plan, name="ehc_plan"),
    path("plan/<uuid:uuid>/dates/", proving.of_plan, name="ehc_plan_proof"),
    path("my/plan/<uuid:uuid>/dates/", proving.of_my_plan, name="ehc_my_plan_proof"),
    path("my/case/<uuid:uuid>/dates/", proving.of_my_request, name="ehc_my_proof"),
    path(f"{_CASE}dates/", proving.of_request, name="ehc_proof"),
    path(_CASE, working.case, name="ehc_request"),
    path(f"{_CASE}partners/", working.partners, name="ehc_partners"),
    path(f"{_CASE}ask-family/", working.consult_family, name="ehc_consult_family"),
    path(f"{_CASE}ask-setting/", working.consult_setting, name="ehc_consult_setting"),
    path(f"{_CASE}view/<uuid:consultation>/", working.view, name="ehc_view"),
    path(f"{_CASE}evidence/", giving.evidence, name="ehc_evidence"),
    path(f"{_CASE}call/", working.call, name="ehc_call"),
    path(f"{_CASE}withdraw/", working.withdraw, name="ehc_withdraw"),
    path(f"{_CASE}pass-on/", working.pass_on, name="ehc_pass_on"),
    path(f"{_CASE}lives-here/", working.stay_here, name="ehc_stay_here"),
    path(f"{_CASE}allocate/", holding.allocate, name="ehc_allocate"),
    path(f"{_CASE}decide/", deciding.decide, name="ehc_decide"),
    path(f"{_CASE}send/", deciding.send, name="ehc_send"),
    path(f"{_CASE}exception/", deciding.exception, name="ehc_exception"),
    path(f"{_CASE}late/", deciding.late, name="ehc_late"),
]
