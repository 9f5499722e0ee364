"""Pure parts: a Django form field turned into a GOV.UK component."""
