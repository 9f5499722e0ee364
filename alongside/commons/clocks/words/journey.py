"""The parts of a child's journey under which the rules are listed, and plain words for the law's own terms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the way: its key in an address, its name, what happens in it, and whose duties it gathers."""

    key: str
    title: str
    words: str
    modules: tuple[str, ...]
    """Parts of the rulebook, or beginnings of duty names where one part of the rulebook covers two stretches."""


PARTS = (
    Part("advice", "The assessment", "The council asks those who know the child for their advice.", ("advice_",)),
    Part("asking", "Asking for an assessment", "From the day a request reaches the council until it answers.",
         ("ehc_assessment",)),
    Part("plan", "The plan", "From the advice to the final plan, and the help that is in it.", ("ehc_plan",)),
    Part("money", "A personal budget", "Money for help that is in the plan.", ("personal_budget",)),
    Part("review", "The yearly review", "At least once a year the council asks whether the plan still fits.",
         ("annual_review", "amending")),
    Part("transfer", "Changing school or moving on to college", "What must be ready before a child starts somewhere new.",
         ("phase_transfer",)),
    Part("move", "Moving to another area", "What each council must do when a family moves.", ("moves",)),
    Part("change", "Assessing again, and ending a plan", "When needs have changed, or a plan is no longer wanted.",
         ("reassessment", "ceasing", "growing_up")),
    Part("outside", "Learning outside school", "When a child can't go to school, or school isn't the right place.",
         ("section_19", "section_61")),
    Part("disagree", "When you disagree", "Mediation, appeals, and what follows from them.",
         ("mediation", "appeals", "tribunal_steps", "tribunal_orders", "unopposed")),
    Part("custody", "In youth custody", "What the council must do when a child or young person is detained.",
         ("detained",)),
    Part("complain", "Complaints", "When something went wrong and you want it put right.", ("complaints",)),
    Part("local", "Our own standards", "The area has set these for itself. They are not law.", ("local",)),
)
"""In the order in which beginnings are tried; `PAGE_ORDER` is the order in which families meet them."""
OTHER = Part("other", "More rules", "Rules that belong to no single part of the way.", ())
PAGE_ORDER = ("asking", "advice", "plan", "money", "review", "transfer", "move", "change", "outside", "disagree",
              "complain", "custody", "other", "local")


def part_of(duty: str, module: str) -> Part:
    """The part of the way under which a duty stands, by its name, else by the part of the rulebook it comes from."""
    for part in PARTS:
        if module in part.modules or any(name.endswith("_") and duty.startswith(name) for name in part.modules):
            return part
    return OTHER


ACTOR_WORDS: dict[str, str] = {
    "local_authority": "The council",
    "advice_giver": "Whoever was asked for advice",
    "family": "You, the family",
    "school": "The school, college or nursery",
    "health_body": "The health body (ICB)",
    "mediation_adviser": "The mediation adviser",
    "tribunal": "The Tribunal",
}


def actor_words(holder: str) -> str:
    """Who has to act, in words; a body that we have no words for keeps its name."""
    known = ACTOR_WORDS.get(holder)
    return known or holder.replace("_", " ").capitalize()


STRENGTH_WORDS: dict[str, str] = {
    "statutory": "Law",
    "guidance": "Guidance, not law",
    "local": "Our own standard, not law",
    "proposal": "A proposal, not law",
}
KNOWN_FROM_WORDS: dict[str, str] = {
    "V": "Those who wrote these rules read it in the law itself.",
    "S": "Those who wrote these rules took it from another source.",
    "U": "Those who wrote these rules have not seen the text itself.",
}
COUNT_WORDS: dict[str, str] = {
    "weeks_after": "The day it starts is day 0. Every day counts: weekends, bank holidays and school holidays too.",
    "days_after": "The day it starts is day 0. Every day counts: weekends and holidays too.",
    "days_beginning_with": "The day it starts is day 1. Every day counts: weekends and holidays too.",
    "working_days_beginning_with": (
        "The day it starts is day 1 if it is a working day. Weekends and bank holidays don't count."
    ),
    "working_days_after": "The day it starts is day 0. Weekends and bank holidays don't count.",
    "months_after": "It ends on the same day of the month; where that month has no such day, on its last day.",
    "period_starting_with": "The day it starts belongs to it, so it ends the day before the same date.",
    "before_date": "The last day is the day before that date.",
    "tribunal_working_days_after": (
        "The day it starts is day 0. Weekends, bank holidays, all of August and 25 December to 1 January don't count."
    ),
    "tribunal_working_days_before": (
        "Counted back from that day. Weekends, bank holidays, all of August and 25 December to 1 January don't count."
    ),
    "school_days_beginning_with": "The first school day is day 1. Only days on which the school is open count.",
    "without_undue_delay": "The law sets no number of days: it must be done without undue delay.",
    "reasonable_endeavours": "For this time the law asked only for reasonable endeavours, not for success.",
    "as_soon_as_practicable": "The law sets no number of days: it must be done as soon as it can be.",
    "at_once": "The law sets no number of days: it must be done at once.",
    "with_the_letter": "It must stand in the letter itself.",
    "standing": "It holds for as long as this stage lasts.",
    "at_least_before": "It is counted back from a day that is known, such as the day of a meeting.",
    "on_the_day": "The day itself is the last one.",
    "later_of": "Two periods are counted, and the later end is the one that holds.",
    "leaving_day": "It ends on the last Friday in June of the school year in which somebody reaches that age.",
    "at_the_meeting": "It must be done at the meeting itself.",
    "before_deciding": "The law sets no number of days: it must be done before the decision.",
    "until_appeal_ends": "It holds while an appeal is possible, and until an appeal is over.",
}


def count_words(way: str) -> str:
    """How a limit is counted, in words; a way that we have no words for keeps its name."""
    return COUNT_WORDS.get(way) or f"Counted this way: {way.replace('_', ' ')}."


SHORT_COUNTS: dict[str, str] = {
    "as_soon_as_practicable": "As soon as it can be done",
    "at_once": "At once",
    "without_undue_delay": "Without undue delay",
    "reasonable_endeavours": "As far as it could be done",
    "with_the_letter": "In the letter itself",
    "standing": "All the time",
    "on_the_day": "On the day itself",
    "at_the_meeting": "At the meeting",
    "before_deciding": "Before the decision",
    "until_appeal_ends": "Until the time to appeal is over",
}
"""By when, where the law gives no number."""
UNIT_WORDS: dict[str, tuple[str, str]] = {
    "days": ("day", "days"), "weeks": ("week", "weeks"), "months": ("month", "months"),
    "working_days": ("working day", "working days"), "years": ("year", "years"),
    "february": ("February", "February"), "march": ("March", "March"),
}
