"""Structured logs: one line an event, with the request's id and without personal data."""

import logging.config


def logging_config(level: str, *, as_json: bool) -> None:
    """Send everything to standard error; JSON where a machine reads it."""
    logging.config.dictConfig({
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "alongside.ground.ui.request_ids.RequestIdFilter"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
            },
            "plain": {"format": "%(levelname)s %(name)s %(request_id)s %(message)s"},
        },
        "handlers": {
            "out": {
                "class": "logging.StreamHandler", "filters": ["request"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["out"], "level": level},
        "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "WARNING"},
                    "django_tasks": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"},
                    "fontTools": {"level": "ERROR"}},
    })
