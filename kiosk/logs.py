"""The log: JSON lines with ids and codes, never a person. Rotated, in the log folder of the settings; `-` logs to stderr.

An unforeseen exception is logged by its type and its places in the code. Its message is left out: it may quote what somebody typed.
"""

from __future__ import annotations

import logging
import logging.handlers
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """`module` is not found meanwhile, though it be installed."""
    loaded = sys.modules.get(module)
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
        if loaded is not None:
            sys.modules[module] = loaded


# It would load rich to draw tracebacks that nobody sees here: a third of the time from the process's start to the first frame.
with _absent("rich"):
    import structlog

_MOST_BYTES = 5_000_000
_FILES = 5


def configure(folder: Path | None, program: str) -> None:
    """Log to `folder`/`program`.log; None, or when that cannot be written: to stderr."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    refused: OSError | None = None
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / f"{program}.log"
            handler = logging.handlers.RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=_FILES, encoding="utf-8")
        except OSError as error:
            # A kiosk that cannot log serves all the same.
            refused = error
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Libraries log request lines and values that are not ours to vet.
    for name in ("urllib3", "uvicorn", "PIL", "alembic", "tusclient", "fontTools", "pikepdf"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    if refused is not None:
        structlog.get_logger().error("log folder refused", folder=str(folder), why=refused.strerror)


def unforeseen(error: BaseException, **context: object) -> str:
    """Log an exception that nobody expected; returns the reference number that the screen shows."""
    reference = secrets.token_hex(3).upper()
    frames = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    structlog.get_logger().error("unforeseen", reference=reference, error=type(error).__name__, at=frames[-12:], **context)
    return reference
