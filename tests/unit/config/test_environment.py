"""Settings from the environment: documented, read, refused in one line."""

import os
import subprocess
import sys

import pytest

from alongside.config.environment import SETTINGS, ConfigurationError, Environment
from tests.house.plan import ROOT


def test_a_setting_that_is_not_given_has_its_default():
    assert Environment({}).text("AREA_LA_NUMBER") == "888"
    assert Environment({"AREA_LA_NUMBER": " 889 "}).text("AREA_LA_NUMBER") == "889"


def test_a_setting_that_nobody_documented_is_a_programming_error():
    with pytest.raises(KeyError):
        Environment({}).text("NO_SUCH_SETTING")


def test_numbers_lists_and_yes():
    given = Environment({"WORKERS": "4", "ALLOWED_HOSTS": "a.example, b.example,", "SMTP_TLS": "Yes"})
    assert given.number("WORKERS") == 4
    assert given.items("ALLOWED_HOSTS") == ["a.example", "b.example"]
    assert given.is_on("SMTP_TLS")
    assert not given.is_on("TRUSTED_PROXY")


def test_a_number_that_is_none_is_explained():
    with pytest.raises(ConfigurationError, match="WORKERS must be a whole number"):
        Environment({"WORKERS": "many"}).number("WORKERS")


def test_days_of_every_year_are_read_in_order():
    assert Environment({"TERM_STARTS": "09-02, 01-06"}).days_of_year("TERM_STARTS") == ((1, 6), (9, 2))


@pytest.mark.parametrize(("text", "words"), [
    ("02-29", "not '02-29'"), ("spring", "not 'spring'"), ("01-06,13-01", "not '13-01'"), (",", "at least one day"),
])
def test_a_day_that_is_none_is_explained(text, words):
    with pytest.raises(ConfigurationError, match=f"TERM_STARTS must .*{words}"):
        Environment({"TERM_STARTS": text}).days_of_year("TERM_STARTS")


def test_production_needs_a_key_and_a_short_one_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="SECRET_KEY is missing"):
        Environment({"ALONGSIDE_MODE": "production"}).secret_key()
    with pytest.raises(ConfigurationError, match="at least 50"):
        Environment({"SECRET_KEY": "short"}).secret_key()


def test_a_demonstration_keeps_a_key_of_its_own(tmp_path):
    given = Environment({"ALONGSIDE_HOME": str(tmp_path / "home")})
    assert given.secret_key() == given.secret_key()
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o077 == 0


def test_every_setting_has_a_meaning_and_one_name():
    assert all(setting.meaning.endswith((".", "?")) for setting in SETTINGS)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


WRONG = [
    ({"ALONGSIDE_MODE": "live"}, "ALONGSIDE_MODE must be"),
    ({"ALONGSIDE_MODE": "production"}, "SECRET_KEY is missing"),
    ({"ALONGSIDE_MODE": "production", "SECRET_KEY": "x" * 60}, "BASE_URL must start with https://"),
    ({"BASE_URL": "nonsense"}, "BASE_URL must start with http"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL can't be read"),
    ({"IDLE_MINUTES": "soon"}, "IDLE_MINUTES must be a whole number"),
    ({"OIDC_STAFF": "{}"}, "OIDC_STAFF must be JSON"),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_a_wrong_setting_stops_the_start_with_one_line(given, words, tmp_path):
    env = {**os.environ, "ALONGSIDE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
           "DATABASE_URL": "", "ALONGSIDE_MODE": "demo", **given}
    done = subprocess.run([sys.executable, "-m", "alongside", "check"], env=env, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.startswith(f"alongside: {words}")
    assert len(done.stderr.strip().splitlines()) == 1
