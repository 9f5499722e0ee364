"""Words of the room: kinds of relationship, acts, channels, and the sentences that go with them."""

from datetime import timedelta

from django.db.models import TextChoices

CHALLENGE_LASTS = timedelta(minutes=15)
"""How long a challenged opening of a record lasts before it ends by itself."""

READS_AN_HOUR = 60
"""Records that any account may open in an hour before it is slowed down and stopped."""

BIRTH_DATE_UNKNOWN = "birth date not known yet"
"""What stands where a birth date, an age or a school year would."""
READS_SLOWED = 30
"""So many more are opened slowly; then nothing opens until the hour has passed, and somebody is told."""
PACE_GAP = timedelta(seconds=10)
"""How long a further record waits after the last one, once an account is slowed down."""
UNLOCATED = "Not shown: this child's address is protected."
"""What stands where a district, school or postcode would locate a child."""

POSTCODE_ATTRIBUTION = (
    "Districts come from the ONS Postcode Directory: contains OS data © Crown copyright and database right, "
    "Royal Mail data © Royal Mail copyright and database right, and National Statistics data © Crown copyright and "
    "database right. Licensed under the Open Government Licence v3.0."
)


class RelationKind(TextChoices):
    """What somebody is to a child."""

    PARENT = "parent", "Parent"
    CARER = "carer", "Carer (a parent for SEND law)"
    FOSTER_CARER = "foster_carer", "Foster carer (a parent for SEND law)"
    SELF = "self", "The child or young person"
    ON_ROLL = "on_roll", "School, college or early years setting"
    CONSULTED_SETTING = "consulted_setting", "Setting that is being asked"
    CASE_TEAM = "case_team", "EHC team"
    CASE_OFFICER = "case_officer", "EHC case officer"
    ADVISER = "adviser", "Adviser"
    SPEAKS_FOR_FAMILY = "speaks_for_family", "Speaks for the family"
    SOCIAL_WORKER = "social_worker", "Social worker"
    VIRTUAL_SCHOOL = "virtual_school", "Virtual school"
    FAMILY_UNCHECKED = "family_unchecked", "Says they are family, not checked yet"


PARENT_KINDS = (RelationKind.PARENT, RelationKind.CARER, RelationKind.FOSTER_CARER)
"""Parents as the Education Act 1996 s.576 means them; parental responsibility is another fact."""

FAMILY_KINDS = (*PARENT_KINDS, RelationKind.SELF, RelationKind.SPEAKS_FOR_FAMILY)
"""Those whom a page for families calls your people."""

AGED_KINDS = (*PARENT_KINDS, RelationKind.SPEAKS_FOR_FAMILY)
"""Kinds whose sight depends on the young person once compulsory school age has ended."""

SETTLED_KINDS = (
    RelationKind.SELF, RelationKind.ON_ROLL, RelationKind.CONSULTED_SETTING, RelationKind.CASE_TEAM,
    RelationKind.CASE_OFFICER, RelationKind.ADVISER, RelationKind.SOCIAL_WORKER, RelationKind.VIRTUAL_SCHOOL,
)
"""Kinds that give sight whatever the young person's age."""

SIGHT_KINDS = (*AGED_KINDS, *SETTLED_KINDS)
"""Every kind that gives sight of a child; FAMILY_UNCHECKED gives none."""

CASE_KINDS = (RelationKind.CASE_TEAM, RelationKind.CASE_OFFICER)
"""Kinds of those who hold a case: a job that sees a district's cases reaches the ones that its teams hold."""
LIMITED_KINDS = (RelationKind.CONSULTED_SETTING,)
"""Kinds that let somebody know the child, but read only what was sent to them."""

KINDS_OF_SUBJECT: dict[str, tuple[RelationKind, ...]] = {
    "person": (*FAMILY_KINDS, RelationKind.FAMILY_UNCHECKED, RelationKind.ADVISER, RelationKind.SOCIAL_WORKER),
    "setting": (RelationKind.ON_ROLL, RelationKind.CONSULTED_SETTING, RelationKind.ADVISER),
    "team": (RelationKind.CASE_TEAM, RelationKind.ADVISER, RelationKind.VIRTUAL_SCHOOL, RelationKind.SOCIAL_WORKER),
    "post": (
        RelationKind.CASE_OFFICER, RelationKind.ADVISER, RelationKind.SOCIAL_WORKER, RelationKind.VIRTUAL_SCHOOL,
    ),
}
"""Which kinds a person, a setting, a team or a post can have."""


class Act(TextChoices):
    """What somebody may do with a child's record; an exclusion lists the ones it bars."""

    SEE = "see", "know that there is a record and read it"
    RECEIVE = "receive", "be sent letters and notices"
    DECIDE = "decide", "make decisions"
    ATTEND = "attend", "come to meetings"
    ADDRESS = "address", "learn where the child lives or goes to school"


class ExclusionBasis(TextChoices):
    """Why somebody is kept out; nothing else is a ground."""

    COURT_ORDER = "court_order", "A court order"
    RECORDED_RISK = "recorded_risk", "A risk that is on record"
    CONFLICT = "conflict", "A conflict of interest at work"
    YOUNG_PERSON = "young_person", "The young person's own decision"


class GrantKind(TextChoices):
    """How an account was let in beside its job."""

    NAMED = "named", "By name, for a time"
    CHALLENGED = "challenged", "Opened with a reason, to be reviewed"


class ChallengeReason(TextChoices):
    """Reasons from which somebody who opens a record outside their work must choose."""

    DUTY_CALL = "duty_call", "A family or professional is on the telephone"
    COVER = "cover", "I cover for a colleague and it is urgent"
    SAFEGUARDING = "safeguarding", "A child may be unsafe"
    MANAGER = "manager", "My manager asked me to"
    OTHER = "other", "Something else"


class Wish(TextChoices):
    """What a young person says about a parent's part."""

    AGREES = "agrees", "Stays involved"
    OBJECTS = "objects", "Is not involved"


class Proof(TextChoices):
    """What a person showed to prove who they are and what they are to the child."""

    BIRTH_DATE = "birth_date", "Knows the child's birth date"
    POSTCODE = "postcode", "Knows the postcode"
    KNOWS_CHILD = "knows_child", "Answered questions about the child"
    PHOTO_ID = "photo_id", "Photo identity document seen"
    PROOF_OF_ADDRESS = "proof_of_address", "Proof of address seen"
    BIRTH_CERTIFICATE = "birth_certificate", "Child's birth certificate seen"
    COURT_PAPER = "court_paper", "Court order or special guardianship seen"
    SETTING_CONFIRMS = "setting_confirms", "The child's setting confirmed who they are to the child"
    KNOWN_TO_OFFICER = "known_to_officer", "An officer who has met them knows them"
    SOCIAL_CARE_CONFIRMS = "social_care_confirms", "Social care confirmed who they are to the child"
    WRITTEN_AUTHORITY = "written_authority", "Signed authority from the family seen"
    CALLED_BACK = "called_back", "Rung back on a number held before the request"


WHO_PROOFS = frozenset({
    Proof.PHOTO_ID, Proof.KNOWN_TO_OFFICER, Proof.CALLED_BACK, Proof.SETTING_CONFIRMS, Proof.SOCIAL_CARE_CONFIRMS,
})
"""Show that somebody is who they say."""

RELATION_PROOFS = frozenset({
    Proof.BIRTH_CERTIFICATE, Proof.COURT_PAPER, Proof.SETTING_CONFIRMS, Proof.SOCIAL_CARE_CONFIRMS,
    Proof.KNOWN_TO_OFFICER, Proof.WRITTEN_AUTHORITY,
})
"""Show what somebody is to the child. Birth date, postcode and stories about the child are known to an ex-partner."""


class ResponsibilityBasis(TextChoices):
    """By what somebody holds parental responsibility (Children Act 1989 ss.2 to 4A, 5, 12, 14C, 33)."""

    MOTHER = "mother", "Birth mother"
    BIRTH_CERTIFICATE = "birth_certificate", "Father or second parent: married, or on the birth certificate"
    AGREEMENT = "agreement", "Parental responsibility agreement"
    COURT_ORDER = "court_order", "Court order: parental responsibility or child arrangements"
    GUARDIAN = "guardian", "Special guardianship, or guardian after a death"
    ADOPTION = "adoption", "Adoption order"
    CARE_ORDER = "care_order", "Care order: the council holds it as well"


class Decision(TextChoices):
    """A decision of a young person for which capacity may be asked; each is asked about by itself."""

    REQUEST = "request", "Ask for an assessment"
    PLAN = "plan", "Say what they think of a draft plan, and agree to it"
    SETTING = "setting", "Say which school or college they want"
    SHARING = "sharing", "Let others see what we hold"
    MEDIATION = "mediation", "Go to mediation"
    APPEAL = "appeal", "Appeal to the Tribunal"
    OTHER = "other", "Something else"


class RightsHolder(TextChoices):
    """Who decides."""

    PARENTS = "parents", "The child's parents"
    YOUNG_PERSON = "young_person", "The young person"
    ALTERNATIVE = "alternative", "The person who acts for the young person in this decision"
    NOT_KNOWN = "not_known", "Not known yet: a person has to find out the birth date"


class PersonKind(TextChoices):
    """Why we hold a person."""

    FAMILY = "family", "Family"
    PROFESSIONAL = "professional", "Professional"


class Channel(TextChoices):
    """How a person wants to hear from us."""

    POST = "post", "Letter by post"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Telephone call"
    SMS = "sms", "Text message"
    PORTAL = "portal", "On my page here"


class ReadingFormat(TextChoices):
    """The form in which a person reads best."""

    PLAIN = "plain", "Plain English"
    EASY_READ = "easy_read", "Easy read"
    LARGE_PRINT = "large_print", "Large print"
    SYMBOLS = "symbols", "Symbols"
    AUDIO = "audio", "Audio"
    BSL = "bsl", "British Sign Language video"
    BRAILLE = "braille", "Braille"


class NotificationDetail(TextChoices):
    """How much a notification says; the least is the default."""

    LEAST = "least", "Only that there is something to read"
    EVENT = "event", "What it is about, never whom"


class Sex(TextChoices):
    """Sex as the statutory return holds it."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "", "Not known"


class NameKind(TextChoices):
    """Why a name is kept beside the present one."""

    FORMER = "former", "Former name"
    ALSO_KNOWN = "also_known", "Also known as"
    SEALED = "sealed", "Name before adoption, sealed"


class BodyKind(TextChoices):
    """What sort of body is in the partnership."""

    COUNCIL = "council", "Council"
    HEALTH = "health", "Health commissioner"
    TRUST = "trust", "Health provider"
    FORUM = "forum", "Parent carer forum"
    YOUTH = "youth", "Young people's forum"
    ADVICE = "advice", "Advice service"
    EDUCATION = "education", "Schools, colleges and early years"
    VOLUNTARY = "voluntary", "Voluntary, faith and community"
    BOARD = "board", "Board or group"
    OTHER = "other", "Other"


class PostKind(TextChoices):
    """What sort of work a post does, where the software must know."""

    CASE_OFFICER = "case_officer", "EHC case officer"
    TEAM_MANAGER = "team_manager", "EHC team manager"
    DECISION_MAKER = "decision_maker", "Decision maker"
    LINK_WORKER = "link_worker", "Link worker"
    SENCO = "senco", "SENCO"
    PSYCHOLOGIST = "psychologist", "Educational psychologist"
    CLINICAL_OFFICER = "clinical_officer", "Designated clinical officer"
    SOCIAL_CARE_OFFICER = "social_care_officer", "Designated social care officer"
    VIRTUAL_HEAD = "virtual_head", "Virtual school head"
    CASE_SUPPORT = "case_support", "Case support"
    OTHER = "other", "Other"


class Purpose(TextChoices):
    """What a family can agree to. Nothing that the law requires is ever asked as consent."""

    SHARE_PROFILE = "share_profile", "Share how to reach me with partner services"
    FORUM = "forum", "Let the parent carer forum contact me"
    USE_MY_WORDS = "use_my_words", "Use my words, without my name, to improve services"
    RESEARCH = "research", "Contact me about surveys and research"
    ADVICE_SERVICE = "advice_service", "Pass my details to the independent advice service"
    PHOTO = "photo", "Use a photograph"
