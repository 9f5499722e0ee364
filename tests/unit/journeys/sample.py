"""A journey that no room owns: every kind of question, a branch, soft and hard questions, files."""

from alongside.commons.journeys.engine import Journey, Page, Question, all_of, any_of, has, is_, isnt
from alongside.commons.journeys.words import QuestionKind
from alongside.ground.core.errors import InvalidError

SENT = []
"""What `submit` was called with, in order."""
REFUSE = {}
"""When filled, `submit` refuses with these errors."""


def submit(*, answers, files, draft_reference, at):
    """Stands for the owning room."""
    if REFUSE:
        raise InvalidError(REFUSE)
    SENT.append({"answers": answers, "files": [file.filename for file in files], "draft": draft_reference, "at": at})
    return {"reference": f"SAM-{len(SENT)}", "next_words": "We ring you by Thursday."}


JOURNEY = Journey(
    key="sample_request",
    title="Ask for help for a child",
    before=("Use this to ask for help. It takes about 10 minutes.",),
    send_label="Send my request",
    submit=submit,
    pages=(
        Page("who", (Question("who", "Who are you?", QuestionKind.CHOICE, required="Choose who you are", choices=(
            ("parent", "A parent or carer"), ("young", "The young person myself"), ("school", "A school or college")),
            choice_hints={"parent": "Anyone who looks after the child"}),), section="About you"),
        Page("role", (Question("role", "What is your job there?", wanted="It helps us to know whom to ring."),),
             when=is_("who", "school"), section="About you"),
        Page("reach", (
            Question("phone", "Telephone number", QuestionKind.PHONE, wanted="Without a number we can only write."),
            Question("email", "E-mail address", QuestionKind.EMAIL, autocomplete="email"),
            Question("is_safe", "Is it safe to ring you at home?", QuestionKind.YES_NO, when=has("phone")),
        ), title="How can we reach you?", help="We ring you first.\n\nWe never leave a message that names your child.",
            section="About you"),
        Page("child", (
            Question("name", "Child’s full name", wanted="We need a name to find their school.", short_label="Name"),
            Question("born", "Birth date", QuestionKind.DAY, hint="For example, 27 3 2015", not_after_today=True,
                     wanted="It tells us which rights your child has."),
            Question("postcode", "Postcode where the child lives", QuestionKind.POSTCODE),
            Question("address", "Address", QuestionKind.ADDRESS),
        ), title="About the child", section="The child",
            when=any_of(is_("who", "parent"), all_of(has("who"), isnt("who", "young")))),
        Page("hard", (Question("hard", "What is hard at the moment?", QuestionKind.MANY, choices=(
            ("talk", "Talking and understanding"), ("learn", "Learning"), ("feel", "Feelings and behaviour"))),),
            section="The child"),
        Page("story", (Question("story", "Tell us what you want us to know", QuestionKind.LONG, max_length=2000,
                                wanted="Your own words help most."),), section="The child",
             help="Write as much or as little as you like."),
        Page("secret", (Question("secret", "Never asked", when=is_("who", "nobody")),)),
        Page("files", (Question("files", "Add reports or letters", QuestionKind.UPLOAD,
                                hint="Photos of a letter are fine."),), section="The child"),
    ),
)
