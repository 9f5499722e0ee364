"""The invented population has the published shares, is always the same, and breaks no rule of the return."""

from collections import Counter
from datetime import date

import pytest

from alongside.front.demo.engine import decks, persons, population
from alongside.front.demo.engine.figures import figures, names, share_of
from alongside.front.demo.engine.places import settings
from alongside.ground.core.dates import age_on
from alongside.ground.core.identifiers import normal_postcode, uln_fault, upn_fault
from alongside.oversight.returns.engine import checks
from alongside.oversight.returns.engine.checks.headers import last_plausible_day, of_header
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.reading import open_return

CENSUS = date(2026, 1, 15)
N = 13_402
YEAR = range(date(2025, 1, 1).toordinal(), date(2026, 1, 1).toordinal())


@pytest.fixture(scope="module")
def people():
    return list(population.population(888, N, CENSUS))


@pytest.fixture(scope="module")
def stock(people):
    return [p for p in people if p.request[0].active_plan]


@pytest.fixture(scope="module")
def requests(people):
    """Requests received in the year."""
    found = [p.request[0] for p in people]
    return [r for r in found if r.received_on and r.received_on.toordinal() in YEAR]


def close(count, published, tolerance=0.02, slack=3):
    """Within so much of the published count at this size."""
    expected = published * N / figures()["stock"]
    return abs(count - expected) <= tolerance * expected + slack


def test_the_number_of_plans_is_the_one_asked_for(stock):
    assert len(stock) == N


def test_sex_and_age_are_the_published_ones(stock):
    assert all(close(n, figures()["sex"][sex]) for sex, n in Counter(p.sex for p in stock).items())
    ages = Counter(age_on(p.born_on, CENSUS) for p in stock)
    assert [age for age, published in figures()["age"].items() if not close(ages[age], published)] == []


def test_primary_needs_are_the_published_ones(stock):
    found = Counter(p.request[0].active_plan.need[0].need for p in stock)
    wrong = [n for n, share in figures()["primary_need"].items() if abs(found[n] / N * 100 - share) > 0.1]
    assert wrong == []


def test_new_plans_have_their_own_needs_and_places(stock):
    new = [p.request[0] for p in stock if p.request[0].named_plan.starts_on.toordinal() in YEAR]
    found = Counter(r.active_plan.need[0].need for r in new)
    for need, share in figures()["primary_need_new"].items():
        assert abs(found[need] / len(new) * 100 - share) < 1
    groups = {s.urn: s.group.partition("_")[0] for s in settings()}
    places = Counter(groups.get(r.active_plan.placement[0].urn, "other") for r in new)
    assert abs(places["mainstream"] / len(new) * 100 - figures()["new_placement"]["mainstream"]) < 4
    assert abs(places["special"] / len(new) * 100 - figures()["new_placement"]["special"]) < 4


def test_placements_are_the_published_ones(stock):
    groups = {s.urn: s.group for s in settings()}
    found = Counter()
    for person in stock:
        place = person.request[0].active_plan.placement[0]
        group = groups.get(place.urn) or ("unknown" if place.setting == "OTH" else place.setting)
        group = "sen_unit" if place.is_unit else "resourced" if place.is_resourced else group
        found[group] += 1
    assert [g for g, published in figures()["placement"].items() if not close(found[g], published)] == []


def test_years_in_place_are_the_published_ones(stock):
    found = Counter(CENSUS.year - p.request[0].named_plan.starts_on.year for p in stock)
    assert [k for k, published in figures()["years_in_place"].items() if not close(found[k], published)] == []


def test_timeliness_has_the_published_bands(stock):
    bands = Counter()
    for person in stock:
        request = person.request[0]
        plan = request.named_plan
        if request.received_on and plan.starts_on.toordinal() in YEAR:
            taken = (plan.starts_on - request.received_on).days
            bands["in_20_weeks" if taken <= 140 else "to_52_weeks" if taken <= 364 else "over_52_weeks"] += 1
    assert [b for b, published in figures()["timeliness"].items() if not close(bands[b], published)] == []
    share = bands["in_20_weeks"] / sum(bands.values())
    assert abs(share - 0.173) < 0.005


def test_requests_have_the_published_number_and_outcomes(requests):
    given = figures()["requests"]
    assert close(len(requests), given["total"], 0.03)
    found = Counter(r.outcome for r in requests)
    assert close(found["N"], given["refused"])
    assert close(found["A"], given["undecided"])
    assert close(found["Y"], given["agreed"], 0.03)
    decided = [(r.decided_on - r.received_on).days for r in requests if r.outcome in "YN"]
    assert abs(sum(1 for days in decided if days <= 42) / len(decided) - given["decided_in_6_weeks"]) < 0.01
    assert close(sum(r.is_rya for r in requests), given["rya"])
    assert close(sum(r.is_mediated for r in requests), given["mediation"])
    assert close(sum(r.is_appealed for r in requests), given["tribunal"])


def test_those_who_ask_have_the_published_sex_and_peak_ages(people):
    askers = [p for p in people if p.request[0].received_on and not p.request[0].active_plan]
    sexes = Counter(p.sex for p in askers)
    given = figures()["requests"]
    assert abs(sexes["M"] / len(askers) - given["sex"]["M"] / given["total"]) < 0.01
    ages = Counter(age_on(p.born_on, CENSUS) for p in askers)
    assert [age for age, _ in ages.most_common(2)] == [3, 4]
    assert abs(ages[3] / len(askers) - given["age"][3] / given["total"]) < 0.02


def test_assessments_end_in_the_published_ways(requests):
    ended = [r.assessment for r in requests if r.assessment and r.assessment.outcome == "N"]
    assert close(len(ended), sum(figures()["not_issued"].values()))
    unmade = [r for r in requests if r.assessment and r.assessment.outcome == "Y" and not r.named_plan]
    assert close(len(unmade), figures()["issued_decisions"] - figures()["plans_issued"])


def test_plans_end_for_the_published_reasons(people):
    found = Counter(p.request[0].named_plan.cease_reason for p in people
                    if p.request[0].named_plan and p.request[0].named_plan.ceased_on)
    assert [r for r, published in figures()["ceased"].items() if not close(found[r], published)] == []


def test_reviews_are_the_published_ones(stock):
    given = figures()["reviews"]
    old = [p.request[0].active_plan for p in stock if CENSUS.year - p.request[0].named_plan.starts_on.year >= 2]
    assert close(len(old), given["expected"])
    met = [a for a in old if a.reviewed_on]
    assert close(sum(1 for a in met if a.reviewed_on.toordinal() in YEAR), given["meeting_in_year"], 0.03)
    assert close(sum(1 for a in met if a.reviewed_on.toordinal() not in YEAR), given["meeting_earlier"], 0.03)
    in_time = sum(1 for a in met if a.review_decided_on and (a.review_decided_on - a.reviewed_on).days <= 28)
    assert abs(in_time / len(met) - given["decided_in_4_weeks"]) < 0.02
    outcomes = Counter(a.review_outcome for a in met if a.review_outcome)
    whole = sum(given["outcome"].values())
    for code, n in given["outcome"].items():
        assert abs(outcomes[code] / sum(outcomes.values()) - n / whole) < 0.02


def test_budgets_are_the_published_ones(stock):
    plans = [p.request[0].named_plan for p in stock]
    assert close(sum(plan.has_budget for plan in plans), figures()["budgets"]["total"])
    found = Counter(plan.direct_payment for plan in plans if plan.direct_payment)
    assert [c for c in "EHSI" if not close(found[c], figures()["budgets"][c])] == []


def test_everybody_has_right_numbers_an_invented_postcode_and_is_there_once(people):
    upns = [p.upn for p in people if p.upn]
    ulns = [p.uln for p in people if p.uln]
    assert [u for u in upns if upn_fault(u) or u[1:4] != "888"] == []
    assert [u for u in ulns if uln_fault(u)] == []
    assert len(set(upns)) == len(upns)
    assert len(set(ulns)) == len(ulns)
    assert [p.postcode for p in people if not p.postcode.endswith("ZZ") or not normal_postcode(p.postcode)] == []
    assert len({(p.surname, p.forename, p.born_on) for p in people}) == len(people)
    assert [p.position for p in people] == list(range(1, len(people) + 1))


def test_names_are_of_many_heritages(people):
    found = Counter(p.ethnicity for p in people)
    assert len(found) >= 15
    assert 0.6 < found["WBRI"] / len(people) < 0.85
    assert sum(body["share"] for key, body in names().items() if key != "places") == 100


def test_every_setting_is_invented_and_says_so():
    assert [s for s in settings() if not s.name.endswith("(invented)") or int(s.urn) < 900_000] == []
    assert len({s.urn for s in settings()}) == len({s.name for s in settings()}) == len(settings())
    assert {s.district for s in settings()} == set(figures()["districts"])
    assert [s.postcode for s in settings() if not normal_postcode(s.postcode)] == []


def test_the_same_seed_is_the_same_population_and_another_seed_another():
    first = list(population.population(1, 120, CENSUS))
    assert first == list(population.population(1, 120, CENSUS))
    assert first != list(population.population(2, 120, CENSUS))


@pytest.mark.parametrize("n_plans", [1, 2, 7, 50])
def test_small_areas_work_too(n_plans):
    people = list(population.population(888, n_plans, CENSUS))
    assert sum(1 for p in people if p.request[0].active_plan) == n_plans
    assert any(p.request[0].outcome == "A" for p in people)


def test_an_area_without_plans_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        list(population.population(1, 0, CENSUS))


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_written_return_of_each_year_has_no_error(tmp_path, year):
    path = tmp_path / "r.xml"
    n_persons = population.write_return(path, year=year, n_plans=900)
    found = []
    reader = open_return(path, say=found.append)
    context, n = None, 0
    for person in reader.persons():
        if context is None:
            layout = layout_of(year)
            context = checks.Context(layout, year, layout.survey_day, "888", last_plausible_day(reader.header))
        found += checks.run(person, context)
        n += 1
    found += of_header(reader.header, layout_of(year), la="888", asked_year=year)
    assert n == n_persons
    assert [f for f in found if f.severity == "error"] == []


def test_shares_are_apportioned_to_the_last_one():
    assert decks.apportioned({"a": 1, "b": 1, "c": 1}, 10) == {"a": 4, "b": 3, "c": 3}
    assert share_of(1720, figures()["stock"]) == 1720


def test_a_deck_gives_each_card_once_and_then_is_empty():
    import random

    deck = decks.Deck(random.Random(1), {"a": 2, "b": 1, "c": 0})
    assert len(deck) == 3
    assert sorted(deck.draw(lambda _card: 0) for _ in range(3)) == ["a", "a", "b"]
    assert not deck.take("a")
    with pytest.raises(IndexError):
        deck.draw()


def test_names_that_run_out_are_an_error_and_not_an_endless_search():
    import random

    maker = persons.PersonMaker(random.Random(1), CENSUS)
    one_name = {"family": ["A"], "girls": ["B"], "boys": ["C"]}
    maker._born_on = lambda _age: CENSUS
    for _ in range(2):
        maker._unlike_others(one_name, 5, "F")
    with pytest.raises(RuntimeError):
        maker._unlike_others(one_name, 5, "F")
