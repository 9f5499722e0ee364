"""Roles and permissions written out for people, from the code that enforces them."""

from alongside.ground.access.words import CONDITIONS, PERMISSION_WORDS, ROLES


def roles_markdown() -> str:
    """The page docs/generated/roles.md: each role with its permissions, then each permission in plain words."""
    lines = ["# Roles and permissions", "", "Written from the code by `alongside roles --markdown`; don't edit.", ""]
    for role in ROLES.values():
        factor = "Yes" if role.needs_second_factor else "No, but offered"
        lines += [f"## {role.title} (`{role.code}`)", "", role.description, "", f"Second factor needed: {factor}.", ""]
        lines += [line for need in role.needs for line in (f"Opens only with: {CONDITIONS[need]}.", "")]
        lines += [f"- {PERMISSION_WORDS[p]} (`{p.value}`)" for p in sorted(role.permissions)] or ["No permission."]
        lines.append("")
    lines += ["## Permissions", "", "| Permission | What it lets somebody do | Roles |", "|---|---|---|"]
    for permission, words in PERMISSION_WORDS.items():
        holders = ", ".join(role.title for role in ROLES.values() if permission in role.permissions)
        lines.append(f"| `{permission.value}` | {words} | {holders} |")
    return "\n".join(lines) + "\n"
