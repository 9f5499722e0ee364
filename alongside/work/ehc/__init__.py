"""EHC requests, assessments and the register of plans."""
