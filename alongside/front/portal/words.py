"""Words of the pages that combine rooms."""

from dataclasses import dataclass

SENDIAS_WORDS = "The SEND Information, Advice and Support Service is free, confidential and separate from the council."

FREE_LINES = (
    ("If a child is in danger now", "999", "Any time"),
    ("If you are worried about a child", "0300 123 6720", "Children's social care, any time"),
    ("If you need someone to talk to", "116 123", "Samaritans, free, any time"),
    ("If you are a child or young person", "0800 1111", "Childline, free, any time"),
)
"""Who answers when nobody here does: what for, number, when."""


@dataclass(frozen=True, slots=True)
class HelpDoor:
    """One way to put something right: when it fits, what it costs in time, and what it closes."""

    title: str
    fits: str
    time: str
    beware: str


HELP_DOORS = (
    HelpDoor("Talk to your case officer", "Something is slow, wrong or unclear.",
             "An answer within 5 working days.", ""),
    HelpDoor("Disagreement resolution", "You and the council or school can't agree, at any time.",
             "Free, and you keep every other right.", ""),
    HelpDoor("Mediation", "You disagree with a decision that you can appeal.",
             "Ask within 2 months of the decision letter. A meeting within 30 days.",
             "You need a mediation certificate before most appeals; you don't have to mediate to get one."),
    HelpDoor("Appeal to the SEND Tribunal",
             "The council refused to assess, refused a plan, or you disagree with what a plan says or names.",
             "At least 2 months from the letter, or 1 month from the certificate if that is later.",
             "The Tribunal can accept a late appeal if there is a good reason."),
    HelpDoor("Claim of disability discrimination", "A school treated a child worse because of a disability.",
             "Within 6 months of what happened.", ""),
    HelpDoor("Complaint to the council", "A date was missed, nobody answered, or something was promised and not done.",
             "Acknowledged in 5 working days, answered in 10. Stage two in 20. (To be checked against this "
             "council's own procedure.)", ""),
    HelpDoor("Ombudsman", "The council has answered your complaint and you still disagree.",
             "Within 12 months of knowing about it.",
             "If you appeal to the Tribunal, the ombudsman may not look at the same matter."),
    HelpDoor("Complaint about a school", "It is about what the school does, not the council.",
             "Each school publishes its own procedure.", ""),
    HelpDoor("NHS complaint", "It is about a health service.", "Within 12 months; acknowledged in 3 working days.", ""),
    HelpDoor("Judicial review", "A plan says that help must be given, and it isn't.",
             "Promptly, and within 3 months. Ask a solicitor; legal aid may be there for the child.", ""),
)
"""Which door to use (draft: the independent advice service has not checked it yet)."""

MEANWHILE = (
    "The school must help now. It doesn't need a diagnosis, a plan or our answer to do that.",
    "Ask the school's special needs coordinator what is done this week, and who does it.",
    "Write down what you see at home. Your words count as evidence.",
)
"""What a family can do while they wait (draft: not yet agreed with families)."""
