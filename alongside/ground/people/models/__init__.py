"""Tables of the room, one module a noun."""

from alongside.ground.people.models.areas import Area, AreaSuccession, District, Place
from alongside.ground.people.models.bodies import Body, BodyAlias, Setting, Team
from alongside.ground.people.models.children import Child, ChildName, Merge, Standing
from alongside.ground.people.models.closures import Closure
from alongside.ground.people.models.consent import CommunicationProfile, Consent, ConsentWording
from alongside.ground.people.models.limits import Exclusion, Grant, MailHold
from alongside.ground.people.models.persons import Address, Person, PersonName
from alongside.ground.people.models.posts import Handover, HandoverLine, Post, PostAbsence, PostHolding
from alongside.ground.people.models.relations import Capacity, Involvement, ParentalResponsibility, Relationship
from alongside.ground.people.models.sealing import Sealing

__all__ = [
    "Address", "Area", "AreaSuccession", "Body", "BodyAlias", "Capacity", "Child", "ChildName", "Closure",
    "CommunicationProfile", "Consent", "ConsentWording", "District", "Exclusion", "Grant", "Handover",
    "HandoverLine", "Involvement", "MailHold", "Merge", "ParentalResponsibility", "Person", "PersonName", "Place",
    "Post", "PostAbsence", "PostHolding", "Relationship", "Sealing", "Setting", "Standing", "Team",
]
