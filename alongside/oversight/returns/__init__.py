"""The statutory SEN2 return: read, check, load; later also write.

Owns files of the return and what is wrong in them, never the children or plans themselves: those are handed to
`people` and `ehc` through their `load_many`. Words: a *load* is one file; an *error* stops it, a *query* asks a
person to look. May call everything below oversight; never reads facts.
"""
