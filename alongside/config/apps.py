"""Lets Django find the operator's commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Not a room: it only assembles the others, and binds doors, places and employers once all of them are there."""

    name = "alongside.config"
    label = "config"

    def ready(self) -> None:
        from alongside.config import doors
        from alongside.ground.access.engine import employers, places
        from alongside.ground.people import queries

        doors.bind_all()
        places.bind(queries.place_choices)
        employers.bind(queries.employers_of_badges)
