# SPDX-License-Identifier: Apache-2.0
"""Logs: one JSON line an event, without personal data."""

from __future__ import annotations

import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# the net below the rule "log ids only": ID numbers, unified codes, phones, mail addresses
# (\b would not do: Chinese characters count as letters)
PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10})(?![0-9A-Za-z])"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
# whoever has the address of a file or a paper may open it
TOKENS = re.compile(r"(/(?:verify|files|import|api/v1/consents)/)[^/\s?\"']+")
# of random hexadecimal digits, one in two thousand holds what looks like a phone number
UNTOUCHED = ("_record", "_from_structlog", "request_id")
SECRET_NAMES = ("password", "token", "secret", "authorization", "cookie", "csrf")


def scrub(value: Any) -> Any:
    """The value with everything that looks like personal data, or opens a file, blanked."""
    if isinstance(value, str):
        return PERSONAL.sub("***", TOKENS.sub(r"\1***", value))
    if isinstance(value, dict):
        return {
            key: "***" if any(name in str(key).lower() for name in SECRET_NAMES) else scrub(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [scrub(item) for item in value]
    return value


def _scrub(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("request", None)  # its words hold the query string, and that may hold a name
    kept = {key: event.pop(key) for key in UNTOUCHED if key in event}
    clean: dict[str, Any] = scrub(dict(event))
    return {**clean, **kept}


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _scrub,
]


def configuration(*, level: str, pretty: bool) -> dict[str, Any]:
    """The LOGGING setting: everything to standard error."""
    renderer = (
        structlog.dev.ConsoleRenderer()
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO"},
            "django.server": {"handlers": [], "propagate": True},
            "django.db.backends": {"level": "INFO"},
            # every ten seconds the same lines
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "django_migration_linter": {"level": "WARNING"},
            # these write whole requests, names and mail addresses
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            "pyhanko": {"level": "ERROR"},
            "axes": {"level": "ERROR"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Called by Django with LOGGING."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(config)
