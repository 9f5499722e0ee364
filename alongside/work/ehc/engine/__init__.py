"""Pure parts of EHC casework: what is next, day counts, checks of refusal reasons, letters as blocks."""
