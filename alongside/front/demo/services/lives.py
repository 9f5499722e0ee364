"""The twelve lives: each line of a story is one act of the services, at its day and hour."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from alongside.commons.actions import services as actions
from alongside.commons.actions.models import Promise
from alongside.commons.actions.words import UNSETTLED
from alongside.commons.messaging import services as messaging
from alongside.front.demo.services import cast
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import LONDON, day_of
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Person, Setting
from alongside.ground.people.policies import can_see_child
from alongside.ground.people.words import RelationKind
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.services.identity import claim_of
from alongside.work.ehc.words import AskedBy, Door

Line = dict[str, Any]
STEP = timedelta(minutes=5)


@dataclass
class Life:
    """One child's story while it is told."""

    key: str
    told: Line
    child: Child | None = None
    request: Request | None = None
    people: dict[str, Person] = field(default_factory=dict)
    last_at: datetime | None = None


class Teller:
    """Tells the stories: `now` is the moment of the demonstration; day 0 of each line is today."""

    def __init__(self, now: datetime, accounts: cast.Accounts, settings: dict[str, Setting]) -> None:
        self.now, self.accounts, self.settings = now, accounts, settings
        self.persons: dict[str, Person] = {}
        self.acts: dict[str, Callable[[Life, Line, datetime], None]] = {
            "letter": self.letter, "request": self.ask, "notice": self.notice, "identity": self.identity,
            "allocate": self.allocate, "partners": self.partners, "consult": self.consult, "answer": self.answer,
            "evidence": self.evidence, "call": self.call, "message": self.message, "decide": self.decide,
            "send": self.send, "withdraw": self.withdraw, "elsewhere": self.elsewhere, "exclude": self.exclude,
            "keep": self.keep, "late": self.late, "night": self.night, "new_date": self.new_date,
        }

    def tell(self, story: Line) -> Life:
        """One whole story."""
        life = Life(story["key"], story)
        for line in story["story"]:
            moment = self.moment(life, line)
            self.acts[line["do"]](life, line, moment)
            life.last_at = moment
        return life

    def moment(self, life: Life, line: Line) -> datetime:
        """When a line happens: what staff do falls on a working day, and nothing before the line above it."""
        day = day_of(self.now) + timedelta(days=line["day"])
        if "by" in line or line["do"] in {"allocate", "send"}:
            day -= timedelta(days=max(0, day.weekday() - 4))
        hour, minute = line["hour"].split(":")
        at = datetime.combine(day, time(int(hour), int(minute)), tzinfo=LONDON)
        if life.last_at is not None:
            at = max(at, life.last_at + STEP)
        return min(at, self.now)

    def promised_day(self, line: Line) -> date | None:
        """The day that a line promises, counted from today; none where it promises nothing."""
        return day_of(self.now) + timedelta(days=line["promised"]) if "promised" in line else None

    def born(self, told: Line) -> date:
        """Birth date from an age in years and days."""
        today = day_of(self.now)
        return date(today.year - told["years"], today.month, min(today.day, 28)) - timedelta(days=told["days"])

    def given(self, life: Life) -> Any:
        """The child as the form gives it, or the record once there is one."""
        told = life.told["child"]
        return life.child or ehc.ChildGiven(
            given_name=told["given"], family_name=told["family"], born_on=self.born(told), postcode=told["postcode"],
            sex=told["sex"], first_language=told.get("language", ""), is_looked_after=told.get("looked_after", False),
        )

    def register(self, life: Life, at: datetime) -> Child:
        """The child's record where the story needs it before anybody asks."""
        told = life.told["child"]
        if life.child is None:
            life.child = people.register_child(
                given_name=told["given"], family_name=told["family"], born_on=self.born(told), sex=told["sex"],
                ethnicity=told["ethnicity"], is_address_protected=told.get("protected", False),
                source="demonstration", by=None, at=at,
            )
        return life.child

    def asker(self, life: Life, key: str) -> ehc.AskerGiven:
        """Whoever asks, as they describe themselves."""
        told = next(row for row in life.told["people"] if row.get("key", row.get("same_as")) == key)
        known = self.persons.get(key)
        if known is not None:
            return ehc.AskerGiven(person=known, relation=told["kind"])
        wish = told.get("profile", {})
        return ehc.AskerGiven(
            given_name=told["given"], family_name=told["family"], relation=told["kind"], email=told["email"],
            phone=told["phone"], language=wish.get("language", ""), reading_format=wish.get("format", "plain"),
            channel=wish.get("channel", ""), agrees_electronic=wish.get("electronic", False),
            best_time=wish.get("best_time", ""), help_to_take_part=wish.get("help", ""),
        )

    def ask(self, life: Life, line: Line, at: datetime) -> None:
        """A request by one of the child's people, through any door."""
        self.arrive(life, line, at, received_at=at, door=line.get("door", Door.PORTAL))

    def letter(self, life: Life, line: Line, at: datetime) -> None:
        """A letter that reached a general mailbox; the post room enters it the next day."""
        entered = at + timedelta(days=1)
        self.arrive(life, {**line, "by": "priya", "reason": "It lay in the council's general mailbox."}, entered,
                    received_at=at, door=Door.LETTER)

    def arrive(self, life: Life, line: Line, at: datetime, *, received_at: datetime, door: str) -> None:
        """Take the request in, and keep what the story goes on with."""
        key = line["of"]
        kind = line.get("asked_by", AskedBy.PARENT)
        told = life.told["child"]
        by = None if door == Door.PORTAL else cast.user_of(line.get("by", "priya"))
        receipt = ehc.receive_request(
            door=door, asked_by_kind=kind, child=self.given(life), asker=self.asker(life, key),
            received_at=received_at, at=at, by=by, key=f"demo-{life.key}-{line['day']}-{line['do']}",
            setting=self.settings.get(told.get("setting", "")), backdated_reason=line.get("reason", ""),
            sent=ehc.Sent(journey="demonstration", answers={"in_your_words": line["words"]},
                          evidence=(ehc.EvidenceGiven(title="In their own words", words=line["words"]),)),
        )
        made = Request.objects.select_related("child", "requester", "duplicate_of").get(uuid=receipt.uuid)
        asker = made.requester
        made = made.duplicate_of or made
        is_first = life.request is None or life.request.pk != made.pk
        life.request, life.child = made, made.child
        if asker is not None:
            life.people[key] = self.persons[key] = asker
        if is_first:
            self.gather(life, at)

    def gather(self, life: Life, at: datetime) -> None:
        """The child's other people, addresses and responsibilities."""
        assert life.child is not None
        for told in life.told["people"]:
            key = told.get("key", told.get("same_as"))
            if key not in self.persons:
                self.persons[key] = people.register_person(
                    given_name=told["given"], family_name=told["family"], email=told["email"], phone=told["phone"],
                    by=None, at=at)
                people.relate(child=life.child, kind=told["kind"], person=self.persons[key], starts_on=day_of(at),
                              by=None, at=at, source="demonstration", evidence="Birth certificate seen")
            person = life.people[key] = self.persons[key]
            if told.get("pr"):
                people.record_responsibility(child=life.child, person=person, basis="Named on the birth certificate",
                                             evidence="Birth certificate, seen",
                                             starts_on=self.born(life.told["child"]), by=None, at=at)
            if told.get("address"):
                lines, _, postcode = told["address"].rpartition(" Preston ")
                people.set_address(who=person, lines=f"{lines}\nPreston", postcode=postcode, starts_on=day_of(at),
                                   by=None, at=at, is_protected=True)
            if told.get("account") and person.user is None:
                self.account(key, told, person, at)

    def account(self, key: str, told: Line, person: Person, at: datetime) -> None:
        """The family's own sign-in; what it shows waits for the identity check."""
        does = next(row["does"] for row in cast.read("cast")["families"] if row["key"] == key)
        role = "young_person" if told["kind"] == RelationKind.SELF else "family_member"
        user = self.accounts.make(key=key, name=f"{told['given']} {told['family']}", email=told["email"], role=role,
                                  kind=UserKind.FAMILY, does=does, at=at)
        people.link_account(person=person, user=user, by=None, at=at)
        person.refresh_from_db()

    def notice(self, life: Life, line: Line, at: datetime) -> None:
        """Anybody brings a child to notice."""
        receipt = ehc.bring_to_notice(
            child=self.given(life), informant=ehc.AskerGiven(given_name="Dr", family_name="Ahmed", phone="01632 960299",
                                                             relation=line["who"]),
            why=line["words"], received_at=at, at=at, by=cast.user_of(line["by"]), door=Door.LETTER,
            key=f"demo-{life.key}-notice")
        life.request = Request.objects.select_related("child").get(uuid=receipt.uuid)
        life.child = life.request.child

    def row(self, life: Life) -> Request:
        """The request as it stands now."""
        assert life.request is not None
        return Request.objects.select_related("child", "setting", "requester").get(pk=life.request.pk)

    def identity(self, life: Life, line: Line, at: datetime) -> None:
        """Who asked is checked, also those who joined a running request."""
        waiting = Request.objects.filter(child=life.child, identity_state="not_checked", requester__isnull=False)
        kinds = {self.persons[p.get("key", p.get("same_as"))].pk: p["kind"] for p in life.told["people"]}
        for request in waiting.order_by("pk"):
            if claim_of(request) is None:
                continue  # the same person asked twice: one check settles both
            ehc.check_identity(request=request, proofs=line["proofs"], by=cast.user_of(line["by"]), at=at,
                               kind=kinds.get(request.requester_id or 0, RelationKind.PARENT), words=line["words"])

    def allocate(self, life: Life, line: Line, at: datetime) -> None:
        """The case gets an officer."""
        ehc.allocate(request=self.row(life), post=cast.post_of(line["to"]), by=cast.user_of(line["by"]), at=at)

    def partners(self, life: Life, line: Line, at: datetime) -> None:
        """Partners are told."""
        ehc.notify_partners(request=self.row(life), by=cast.user_of(line["by"]), at=at)

    def consult(self, life: Life, line: Line, at: datetime) -> None:
        """The setting is asked."""
        ehc.consult_setting(request=self.row(life), by=cast.user_of(line["by"]), at=at,
                            setting=self.settings[line["setting"]])

    def answer(self, life: Life, line: Line, at: datetime) -> None:
        """The setting's view comes in."""
        asked = self.row(life).consultations.filter(kind="setting").latest("pk")
        ehc.record_view(consultation=asked, answer=line["words"], by=cast.user_of(line["by"]), at=at)

    def evidence(self, life: Life, line: Line, at: datetime) -> None:
        """Something that the decision can rely on."""
        ehc.add_evidence(request=self.row(life), title=line["title"], words=line["words"], given_by=line["from"],
                         by=cast.user_of(line["by"]), at=at)

    def call(self, life: Life, line: Line, at: datetime) -> None:
        """A call in the log."""
        ehc.record_call(request=self.row(life), words=line["words"], by=cast.user_of(line["by"]), at=at,
                        key=f"demo-{life.key}-{line['day']}-call", person=self.persons[line["of"]],
                        minutes=line["minutes"], promise=line.get("promise", ""),
                        promised_on=self.promised_day(line))

    def message(self, life: Life, line: Line, at: datetime) -> None:
        """A family writes: from their page, or by e-mail that a person files."""
        assert life.child is not None
        person = self.persons[line["of"]]
        if person.user is not None and can_see_child(User.objects.get(pk=person.user.pk), life.child, on=at):
            messaging.start_conversation(child=life.child, title="A question", words=line["words"], by=person.user,
                                         at=at, key=f"demo-{life.key}-{line['day']}")
            return
        raw = (f"From: {person.email}\r\nTo: send.help@area.invalid\r\nSubject: A question\r\n"
               f"Message-ID: <{life.key}{line['day']}@mail.invalid>\r\n\r\n{line['words']}\r\n")
        mail = messaging.file_inbound(raw=raw.encode(), at=at)
        messaging.file_on_case(mail=mail, child=life.child, by=cast.user_of("ruth"), at=at)

    def decide(self, life: Life, line: Line, at: datetime) -> None:
        """The decision with its test, evidence and reasons."""
        request = self.row(life)
        evidence = tuple(request.evidence.values_list("uuid", flat=True))
        agreed = line["outcome"] == "agree"
        ehc.decide(request=request, version=0, by=cast.user_of(line["by"]), at=at, given=ehc.DecisionGiven(
            outcome=line["outcome"], has_or_may_have_sen=True, may_be_necessary=agreed, reasons=line["reasons"],
            evidence=evidence, evidence_words="All that came with the request, and what the setting told us.",
            strengths=life.told["story"][0]["words"].split(".")[0] + ".",
        ))

    def send(self, life: Life, line: Line, at: datetime) -> None:
        """The letter leaves; a refusal after its call."""
        calls = [told for told in life.told["story"] if told.get("for_decision")]
        decision = self.row(life).decisions.get(is_current=True)
        ehc.send_decision(decision=decision, version=decision.version, by=cast.user_of(line["by"]), at=at,
                          call_words=calls[0]["words"] if calls else "", called_at=at if calls else None)

    def withdraw(self, life: Life, line: Line, at: datetime) -> None:
        """The request is taken back."""
        ehc.withdraw(request=self.row(life), words=line["words"], is_freely_made=True, by=cast.user_of(line["by"]),
                     at=at, person=self.persons[line["of"]])

    def elsewhere(self, life: Life, line: Line, at: datetime) -> None:
        """The child lives in another council's area."""
        ehc.lives_elsewhere(request=self.row(life), council=line["council"], by=cast.user_of(line["by"]), at=at)

    def exclude(self, life: Life, line: Line, at: datetime) -> None:
        """Somebody is barred, before anything else is written."""
        child = self.register(life, at)
        told = next(row for row in life.told["people"] if row["key"] == line["of"])
        person = people.register_person(given_name=told["given"], family_name=told["family"], email=told["email"],
                                        phone=told["phone"], by=None, at=at)
        self.persons[line["of"]] = life.people[line["of"]] = person
        people.relate(child=child, kind=told["kind"], person=person, starts_on=day_of(at), by=None, at=at,
                      source="demonstration", evidence="Birth certificate seen")
        people.exclude(child=child, person=person, acts=line["acts"], basis=line["basis"], source=line["source"],
                       evidence=line["evidence"], starts_on=day_of(at), by=cast.user_of(line["by"]), at=at)

    def promised(self, life: Life) -> Promise:
        """The promise of this story that still waits."""
        assert life.child is not None
        return Promise.objects.filter(child=life.child, state__in=UNSETTLED).latest("pk")

    def keep(self, life: Life, line: Line, at: datetime) -> None:
        """A promise is kept."""
        row = self.promised(life)
        actions.keep(promise=row, version=row.version, how=line["words"], by=cast.user_of(line["by"]), at=at)

    def new_date(self, life: Life, line: Line, at: datetime) -> None:
        """A promise gets another date, with a person's own words."""
        row = self.promised(life)
        actions.change(promise=row, version=row.version, due_on=self.promised_day(line), reason=line["reason"],
                       words=line["words"], by=cast.user_of(line["by"]), at=at)

    def late(self, life: Life, line: Line, at: datetime) -> None:
        """A person tells the family that a lawful date was missed, why, and what comes next."""
        ehc.tell_lateness(request=self.row(life), why=line["why"], expected=line["words"], by=cast.user_of(line["by"]),
                          at=at, promise=line.get("promise", ""), promised_on=self.promised_day(line))

    def night(self, life: Life, line: Line, at: datetime) -> None:
        """A night in which somebody looks at what was promised."""
        actions.find_broken(at=at)
