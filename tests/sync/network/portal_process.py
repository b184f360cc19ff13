"""The real portal on an address of the test's choice, with TLS: `python portal_process.py DATA CATALOGUE HOST CERTIFICATE KEY`.

`kiosk portal serve` has no TLS of its own (a web server stands before it), and a user-space proxy would be one more thing on the line.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from kiosk import catalogue
from kiosk.portal.app import create_app
from kiosk.portal.config import configure


def main() -> None:
    data, folder, host, certificate, key = sys.argv[1:]
    app = create_app(configure(Path(data)), catalogue.load(Path(folder)))
    with socket.create_server((host, 0), backlog=1024) as listener:
        print(f"portal: https://{host}:{listener.getsockname()[1]}", flush=True)
        settings = uvicorn.Config(app, access_log=False, log_config=None, ssl_certfile=certificate, ssl_keyfile=key)
        uvicorn.Server(settings).run(sockets=[listener])


if __name__ == "__main__":
    main()
