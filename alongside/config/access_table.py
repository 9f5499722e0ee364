"""Audiences of third-party pages, by URL name: what they don't declare themselves. A name not listed stays shut."""

_PUBLIC = (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_request_login_code",
    "account_confirm_login_code", "account_email_verification_sent", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_authenticate", "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error",
    "socialaccount_signup",
)
_SIGNED_IN = (
    "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
    "mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "socialaccount_connections", "usersessions_list",
)

THIRD_PARTY: dict[str, str] = dict.fromkeys(_PUBLIC, "public") | dict.fromkeys(_SIGNED_IN, "signed_in")
