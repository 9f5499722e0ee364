"""Words of the room: shares of a range, states of a scenario, what is measured, and the numbers that keep it honest."""

from enum import StrEnum

from alongside.work.ehc.words.stages import Stage

FEWEST_CASES = 30
"""So many comparable waits at least stand behind a range; below, the next wider group answers (practice 3.1)."""
SHARES = (50, 80)
"""Per cent of families whom a range means to hold."""
LOOK_BACK_DAYS = 730
"""Only what happened in the two years before counts: older practice says little about today's."""
FRESH_DAYS = 14
"""A forecast older than this is shown to nobody."""
EVERY_DAYS = 7
"""New ranges are made once a week, so that each can be scored and nobody's range jumps from day to day."""
SCORED_DAYS = 730
"""The public figures speak of ranges given in two years: the longest need more than one until their last day."""
SCORED_FOR_DAYS = 1095
"""For so long the ranges of a day are counted again: the longest ones need two years until their last day."""

STAGE_WORDS: dict[str, str] = {
    Stage.ANSWER: "The answer whether we assess",
    Stage.ASSESSMENT: "The decision whether there will be a plan",
    Stage.PLAN: "The final plan, once we decided to make one",
    Stage.WHOLE: "The end: a final plan, or the decision that there will be none",
}


class RunState(StrEnum):
    """How far a scenario has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


RUN_WORDS: dict[str, str] = {
    RunState.WAITING: "Waiting to run", RunState.RUNNING: "Running", RunState.DONE: "Done", RunState.FAILED: "Failed",
}
RUN_COLOURS: dict[str, str] = {
    RunState.WAITING: "grey", RunState.RUNNING: "blue", RunState.DONE: "green", RunState.FAILED: "red",
}
REPLICATIONS = 200
"""How often a scenario is played with other luck."""
CHUNK = 20
"""Replications between two signs of progress."""
SEED = 20_260_201
"""Every scenario meets the same luck, so that differences come from what was asked."""
MOST_COMPARED = 4
LONGEST_NAME = 100
SCENARIOS_ON_A_PAGE = 25
MODEL_VERSION = "1"
"""Version of the simulation: a result says by which it was made."""

MEASURES: dict[str, str] = {
    "queue": "Children waiting for a psychologist's advice",
    "late_advice": "Children waiting more than 6 weeks for a psychologist's advice",
    "open": "Assessments under way",
    "over_20": "Assessments under way more than 20 weeks after the request",
    "over_52": "Assessments under way more than 52 weeks after the request",
    "on_time": "Plans finished in 20 weeks, of all finished in the month (%)",
    "finished": "Assessments finished in the month",
    "breaches": "Finished after 20 weeks, added up since the start",
    "cost": "Cost added up since the start (£)",
}
"""What a scenario shows month by month."""

EVENT_WORDS: dict[str, str] = {
    "half": "The psychologists' queue is half of what it was",
    "no_late_advice": "Nobody waits more than 6 weeks for a psychologist's advice: the backlog is gone",
    "late_again": "Somebody waits more than 6 weeks again: the backlog is back",
    "none_over_20": "No assessment is over 20 weeks",
}
"""What a scenario reaches, or doesn't."""
