"""Everything that access does for other rooms, as verbs."""

from alongside.ground.access.services.accounts import (
    change_email,
    create_account,
    disable_account,
    enable_account,
    end_sessions,
    give_role,
    make_demo_account,
    pin_badge,
    satisfy,
    take_role,
    unpin_badge,
)
from alongside.ground.access.services.audit import (
    Act,
    act,
    facts_of,
    note_refusal,
    noting,
    record,
    record_many,
    record_read,
    withhold_reads,
)
from alongside.ground.access.services.entries import (
    accept_invitation,
    check_password,
    invite,
    live_invitation,
    live_link,
    one_time_sign_in,
    use_link,
    withdraw_invitation,
)
from alongside.ground.access.services.feeds import end_feed, make_feed, read_feed, renew_feed
from alongside.ground.access.services.guesses import note_wrong_guess, wait_before_guess
from alongside.ground.access.services.heads import Fault, sign_heads, verify_audit
from alongside.ground.access.services.lapsing import (
    Night,
    confirm_accounts,
    lapse_accounts,
    restore_account,
    withdraw_confirmation,
)
from alongside.ground.access.services.pages import roles_markdown

__all__ = [
    "Act", "Fault", "Night", "accept_invitation", "act", "change_email", "check_password", "confirm_accounts",
    "create_account", "disable_account", "enable_account", "end_feed", "end_sessions", "facts_of", "give_role",
    "invite", "lapse_accounts", "live_invitation", "live_link", "make_demo_account", "make_feed", "note_refusal",
    "note_wrong_guess", "noting", "one_time_sign_in", "pin_badge", "read_feed", "record", "record_many", "record_read",
    "renew_feed", "restore_account", "roles_markdown", "satisfy", "sign_heads", "take_role", "unpin_badge", "use_link",
    "verify_audit", "wait_before_guess", "withdraw_confirmation", "withdraw_invitation", "withhold_reads",
]
