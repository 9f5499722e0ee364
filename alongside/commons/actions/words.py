"""Words of the room: states of a promise and of an action, how a date was told, and the sentences for them."""

from enum import StrEnum


class PromiseState(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    BROKEN = "broken"
    """Its day has passed and nobody has said that it was kept."""
    KEPT = "kept"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


UNSETTLED = (PromiseState.OPEN, PromiseState.BROKEN)
"""States in which the family still waits for something."""


class Told(StrEnum):
    """How a family was told a date."""

    MESSAGE = "message"
    CALL = "call"
    LETTER = "letter"
    MEETING = "meeting"


TOLD_WORDS: dict[str, str] = {
    Told.MESSAGE: "in a message", Told.CALL: "on the telephone", Told.LETTER: "in a letter", Told.MEETING: "at a meeting",
}


class ActionKind(StrEnum):
    """Why there is something to do."""

    BROKEN = "broken"
    """A promise was not kept: a person says so, in their own words."""
    SILENCE = "silence"
    """A family has heard nothing for too long."""
    CLIMBED = "climbed"
    """Something was left too long, and this post has to see to it."""
    TASK = "task"
    """What a person or a room above asked for."""


class ActionState(StrEnum):
    """What became of an action."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


ACTION_STATE_WORDS: dict[str, str] = {
    ActionState.OPEN: "To do", ActionState.DONE: "Done", ActionState.NOT_NEEDED: "No longer needed",
}


class StepKind(StrEnum):
    """What happened to an action or a promise."""

    OPENED = "opened"
    DONE = "done"
    NOT_NEEDED = "not_needed"
    HANDED_OVER = "handed_over"
    EXTENDED = "extended"
    CLIMBED = "climbed"


STEP_WORDS: dict[str, str] = {
    StepKind.OPENED: "Opened", StepKind.DONE: "Done", StepKind.NOT_NEEDED: "No longer needed",
    StepKind.HANDED_OVER: "Handed over", StepKind.EXTENDED: "More time", StepKind.CLIMBED: "Climbed",
}


class Climbing(StrEnum):
    """What climbs the ladder when it is left too long."""

    ACTION = "action"
    PROMISE = "promise"
    QUESTION = "question"


CLIMBING_WORDS: dict[str, str] = {
    Climbing.ACTION: "An action is overdue", Climbing.PROMISE: "A promise was broken and the family not told",
    Climbing.QUESTION: "A family's question is not answered",
}
LONGEST_WORDS = 300
"""Signs of a promise or of the name of an action."""
LONGEST_REASON = 1000
