"""The log: structlog for everything that is written to it, ours and the libraries', with secrets masked."""

import logging
import os
import sys
import threading
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from registry.masking import hide, masked
from registry.settings import Settings

QUIET = ("httpx", "httpcore", "alembic", "botocore", "boto3", "urllib3", "s3transfer", "asyncio", "tantivy")
# Credentials that libraries find in the environment by themselves.
FOREIGN = ("PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", "LIVINGLAB_TOKEN")
log = logging.getLogger("livinglab.registry")


def set_up() -> None:
    """Send all logs to standard error: for people at a terminal, else a line of JSON each.

    Does nothing where somebody else has set up the logs of this process.
    """
    hide(os.environ[name] for name in FOREIGN if name in os.environ)
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(terminal=sys.stderr.isatty()))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _unforeseen
    threading.excepthook = lambda failed: _unforeseen(
        failed.exc_type, failed.exc_value or failed.exc_type(), failed.exc_traceback
    )


def keep_secret(settings: Settings) -> None:
    """Mask what the operator's settings hold, wherever it may turn up."""
    hide(value for value in _secrets(settings) if value)


def formatter(*, terminal: bool) -> logging.Formatter:
    """Return what makes a line of a record: structlog's, for records of every library."""
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: Processor
    if terminal:
        # Colours and tables of local variables are for other people's secrets.
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    else:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=common,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _mask,
            renderer,
        ],
    )


def _mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    exception = event.pop("exception", None)
    shown = {name: _one_line(value) for name, value in event.items()}
    if exception:
        shown["exception"] = masked(str(exception))
    return shown


def _one_line(value: Any) -> Any:
    """Mask a value, and let nobody begin a line of their own or obey what a terminal would."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = masked(value if isinstance(value, str) else repr(value))
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)


def _secrets(settings: Settings) -> list[str]:
    addresses = [
        settings.database_url,
        settings.smtp_url.get_secret_value(),
        settings.archive_url,
        settings.s3_endpoint,
    ]
    return [settings.oidc_client_secret.get_secret_value(), *map(_password, addresses)]


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    log.critical("unforeseen error", exc_info=(kind, error, trace))
