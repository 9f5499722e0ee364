"""What was promised to families, and what somebody has to do: each with an owner and a day.

Its words: a *promise* is a date that anybody told a family; an *action* is one thing that a named post has to do by a
day; a *climb* is one step up the ladder of whatever was left too long; a *silence* is an open case whose family has
heard nothing for a while. It asks no room above: rooms hand it their open cases. It calls `messaging`, `people`,
`outbox` and `access` and nothing else.
"""
