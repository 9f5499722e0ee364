"""Pure parts of EHC casework: checks of refusal reasons, letters as blocks."""
