"""A name server for tests: `python resolver.py ADDRESS NAME ADDRESS_OF_NAME DELAY`. Answers A for one name, after so many seconds."""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time


def _answer(query: bytes, name: str, address: str) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    end = 12 + len(query[12:].split(b"\0", 1)[0]) + 1 + 4
    kind = struct.unpack(">H", query[end - 4 : end - 2])[0]
    right = query[12 : end - 4].lower() == labels and kind == 1
    head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, int(right), 0, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
    return head + query[12:end] + (record if right else b"")


def main() -> None:
    listen, name, address, delay = sys.argv[1:]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((listen, 53))
        print("ready", flush=True)
        while True:
            query, sender = server.recvfrom(512)

            def reply(query: bytes = query, sender: tuple[str, int] = sender) -> None:
                time.sleep(float(delay))
                server.sendto(_answer(query, name, address), sender)

            threading.Thread(target=reply, daemon=True).start()


if __name__ == "__main__":
    main()
