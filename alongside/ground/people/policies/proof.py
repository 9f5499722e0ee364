"""When somebody has shown who they are and what they are to a child."""

from collections.abc import Iterable

from alongside.ground.people.words import RELATION_PROOFS, WHO_PROOFS, Proof


def faults_of_proof(proofs: Iterable[str]) -> list[str]:
    """What is still missing, in sentences for the officer; an unknown kind of proof counts for nothing."""
    shown = {Proof(proof) for proof in proofs if proof in Proof.values}
    missing = []
    if not shown & WHO_PROOFS:
        missing.append("Nothing shown yet proves who they are.")
    if not shown & RELATION_PROOFS:
        missing.append("Nothing shown yet proves what they are to the child.")
    if missing and shown and shown <= {Proof.BIRTH_DATE, Proof.POSTCODE, Proof.KNOWS_CHILD}:
        missing.append("A birth date, a postcode and facts about the child are known to an ex-partner too.")
    return missing


def is_enough_proof(proofs: Iterable[str]) -> bool:
    """Whether identity and relation are both shown. Never by birth date and postcode alone."""
    return not faults_of_proof(proofs)
