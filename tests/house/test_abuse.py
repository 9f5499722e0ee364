"""The register of abuse is whole: every case of a part that stands has a test, and no test claims an unknown case."""

from tests.jobs import abuse

STANDING = 1
"""The last part whose every case must have a test."""
ROWS = abuse.rows()
TRIED = abuse.marks()


def test_there_are_forty_cases_each_once():
    assert [row["id"] for row in ROWS] == [f"AC-{number:02}" for number in range(1, 41)]


def test_every_case_that_can_be_tried_is_tried():
    assert [row["id"] for row in ROWS if int(row["part"]) <= STANDING and not TRIED.get(str(row["id"]))] == []


def test_no_test_claims_a_case_that_is_not_in_the_register():
    assert sorted(set(TRIED) - {str(row["id"]) for row in ROWS}) == []


def test_each_fault_is_injected_by_a_test():
    wanted = {"process killed", "disk full", "database restart", "duplicate submit", "two people", "time zone",
              "e-mail provider", "job worker killed", "poison job", "partial upload", "restore drill"}
    named = abuse.marks("fault")
    assert {word for word in wanted if not any(name.startswith(word) for name in named)} == set()
