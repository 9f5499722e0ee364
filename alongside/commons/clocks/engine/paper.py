"""A proof of dates as a paper: blocks from which `documents` makes the page, the PDF and the Word file."""

from collections.abc import Iterator
from datetime import date

from alongside.commons.clocks.engine import catalogue
from alongside.commons.clocks.engine.catalogue import TextLine
from alongside.commons.clocks.engine.proving import Claim, Fact, Proof, Step
from alongside.commons.clocks.words import DeadlineState
from alongside.commons.clocks.words.journey import actor_words
from alongside.ground.core.dates import clock_in_words, days_between, in_words
from alongside.ground.documents.engine import Block, Facts, Heading, Items, Letter, Paragraph, literal

GROUP = 8


def paper(proof: Proof) -> Letter:
    """The whole paper; in a family's copy what the law protects is left out, and it says so."""
    return Letter(title=proof.title, blocks=tuple(_blocks(proof)))


def _blocks(proof: Proof) -> Iterator[Block]:
    yield Facts((
        *proof.about, ("As of", in_words(proof.on, weekday=True)), ("Judged by", proof.law),
        ("Edition of the rules", proof.edition), ("Made", clock_in_words(proof.made_at)),
    ))
    yield Paragraph(
        "This paper shows how each date in this case follows from what happened and from the law. Anybody with the same "
        "facts and the same rules comes to the same dates."
    )
    if proof.reader.is_family:
        yield Paragraph(
            "Facts about other people that the law protects are left out of this copy. These words are a draft: not yet "
            "agreed with families."
        )
    yield from _differences(proof)
    yield Heading(2, "In short")
    yield Items(tuple(_in_short(proof)))
    yield Heading(2, "What happened")
    yield from _facts(proof)
    yield Heading(2, "What the law asks, and how each date is counted")
    for step in proof.steps:
        yield from _step(step)
    yield Heading(2, "Exceptions")
    yield from _claims(proof)
    yield Heading(2, "How to check this paper")
    yield from _check(proof)


def _differences(proof: Proof) -> Iterator[Block]:
    if not proof.differences:
        return
    yield Heading(2, "The dates on record do not agree with this paper")
    if proof.reader.is_family:
        yield Paragraph(
            "Worked out afresh, the dates differ from those that we have on record. We have to find out why. Ask your case "
            "officer: until then rely on the date that is better for you."
        )
        return
    yield Paragraph(
        "Worked out afresh from the same case, the dates differ from those that were stored. A manager must look and say "
        "why before anybody relies on either."
    )
    yield Items(tuple(literal(line) for line in proof.differences))


def _in_short(proof: Proof) -> Iterator[str]:
    for step in proof.of_state(DeadlineState.OVERDUE):
        due = step.finding.due
        yield f"**Late: {_name(step)}.** {_had_to(step)}{_by(due)}{_ago(due, proof.on)}."
    for step in proof.of_state(DeadlineState.OPEN):
        if step.finding.due and not step.is_familys:
            yield f"**Still to come: {_name(step)}.** By {in_words(step.finding.due, weekday=True)}."
    for step in proof.of_state(DeadlineState.NEEDS_A_PERSON):
        yield f"**A person must decide: {_name(step)}.** {literal(step.finding.note)}".strip()
    ours: list[str] = [step.finding.state for step in proof.steps if not step.is_familys]
    n_met, n_missed = ours.count(DeadlineState.MET), ours.count(DeadlineState.MISSED)
    yield f"Done in time: {n_met}. Not done in time: {n_missed}. Lifted by an exception: {len(proof.of_state('exempt'))}."


def _had_to(step: Step) -> str:
    return "By law it was due" if step.finding.strength == "statutory" else "It was due"


def _by(due: date | None) -> str:
    return f" by {in_words(due, weekday=True)}" if due else ""


def _ago(due: date | None, on: date) -> str:
    n_days = days_between(due, on) if due else 0
    return f", {n_days} {'day' if n_days == 1 else 'days'} before this day" if n_days else ""


def _name(step: Step) -> str:
    return literal(f"{step.finding.title} ({step.of})" if step.of else step.finding.title)


def _facts(proof: Proof) -> Iterator[Block]:
    if proof.facts:
        yield Items(tuple(_fact(fact) for fact in proof.facts), ordered=True)
    else:
        yield Paragraph("Nothing is on record that the law counts from.")


def _fact(fact: Fact) -> str:
    event = fact.event
    words = catalogue.happened().get(event.type, event.type.replace("_", " "))
    of = f" ({event.of.replace('_', ' ')})" if event.of else ""
    said = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in sorted(event.data.items()) if value)
    entered = f"entered {in_words(fact.entered_on)}" if fact.entered_on else ""
    known = ", ".join(part for part in (fact.source, entered, f"by {fact.entered_by}" if fact.entered_by else "") if part)
    tail = " ".join(f"{part[:1].upper()}{part[1:]}." for part in (said, known) if part)
    return f"**{in_words(event.on, weekday=True)}:** {literal(f'{words}{of}.')} {literal(tail)}".strip()


STATES: dict[str, str] = {
    DeadlineState.OPEN: "still to do", DeadlineState.OVERDUE: "late, still not done", DeadlineState.MET: "done in time",
    DeadlineState.EXEMPT: "the time limit was lifted by an exception", DeadlineState.NEEDS_A_PERSON: "a person must decide",
}


def state_words(state: str, done: date | None) -> str:
    """How a step stands, in a few words; what ended undone was never done late."""
    if state == DeadlineState.MISSED:
        return "done late" if done else "not done when it ended"
    return STATES[state]


def _step(step: Step) -> Iterator[Block]:
    finding = step.finding
    yield Heading(3, f"{finding.title} ({step.of})" if step.of else finding.title)
    due = f", due {in_words(finding.due, weekday=True)}" if finding.due else ""
    done = f", done {in_words(finding.done, weekday=True)}" if finding.done else ""
    if step.is_familys:
        yield Paragraph(f"**Time for the family**, at least until{_by(finding.due).removeprefix(' by')}; it may be longer.")
        yield from _working(step)
        return
    state = state_words(finding.state, finding.done)
    actor = literal(actor_words(finding.holder)).lower()
    yield Paragraph(f"**{state[:1].upper()}{state[1:]}**{due}{done}. To act: {actor}.")
    yield from _working(step)


def _working(step: Step) -> Iterator[Block]:
    """The arithmetic, an earlier date where there was one, what else is to be said, and the text behind it."""
    finding = step.finding
    if finding.working:
        yield Items(tuple(literal(line) for line in finding.working), ordered=True)
    if finding.previous_due:
        yield Paragraph(f"Until then it was {in_words(finding.previous_due, weekday=True)}. {literal(finding.why_moved)}")
    if finding.note and not step.is_familys:
        yield Paragraph(literal(finding.note))
    yield Paragraph(_source(step))


def _source(step: Step) -> str:
    finding, text = step.finding, step.text
    if text is None:
        return f"Rule: {literal(finding.citation)}."
    until = f" to {in_words(text.ends)}" if text.ends else ""
    checked = _checked(text)
    return (
        f"{text.strength_words}: {literal(text.citation)}, the text in force from {in_words(text.starts)}{until}: "
        f"{text.size[:1].lower()}{text.size[1:]}.{checked}"
    )


def _checked(text: TextLine) -> str:
    """How far the text was checked; a standard of our own has no regulation behind it."""
    if text.is_checked and text.checked_on:
        return f" Checked against the regulation by {literal(text.checked_by)} on {in_words(text.checked_on)}."
    return f" Not yet checked against the regulation. {text.known_from}" if text.known_from else ""


def _claims(proof: Proof) -> Iterator[Block]:
    if not proof.claims:
        yield Paragraph("No exception was claimed.")
        return
    steps = {step.finding.duty: step for step in proof.steps}
    for claim in proof.claims:
        step, is_told = steps.get(claim.step), proof.reader.is_told_of_exceptions
        yield Heading(3, catalogue.ground_title(claim.ground) if is_told else "An exception")
        yield Items(tuple(_claim(claim, step, is_told=is_told)))


def _claim(claim: Claim, step: Step | None, *, is_told: bool) -> Iterator[str]:
    yield f"Step: {literal(step.finding.title if step else claim.step.replace('_', ' '))}."
    if is_told:
        yield from _ground(claim)
    yield f"Claimed on {in_words(claim.claimed_on, weekday=True)}, authorised by {literal(claim.authorised_by)}."
    is_lifted = step is not None and claim.ground in step.finding.exemptions
    yield "It lifts the time limit of this step." if is_lifted else "It does not lift the time limit of this step."


def _ground(claim: Claim) -> Iterator[str]:
    until = f" to {in_words(claim.to_on, weekday=True)}" if claim.to_on else ", with no end given"
    yield f"The ground arose on {in_words(claim.from_on, weekday=True)}{until}."
    yield f"Why it stopped the step from being done in time: {literal(claim.why)}"
    if claim.evidence:
        yield f"Evidence: {literal(claim.evidence)}"


def _check(proof: Proof) -> Iterator[Block]:
    groups = [proof.fingerprint[start:start + GROUP] for start in range(0, len(proof.fingerprint), GROUP)]
    yield Paragraph(
        "The facts have a check number. It changes when a single day, or a single sign, of the record changes. It covers "
        "the whole record, also where a copy leaves something out."
    )
    yield Facts((("Check number of the facts (SHA-256)", " ".join(groups)), ("Edition of the rules", proof.edition)))
    yield Paragraph(
        "Every night the dates of every case are worked out again. Where they no longer agree with those on record, a "
        "manager must say why before they change."
    )
