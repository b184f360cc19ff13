"""The fastest server that speaks enough tus to be uploaded to, over TLS: what is sent is counted and forgotten. For bench_upload.py."""

from __future__ import annotations

import socket
import ssl
import sys
import threading


def _serve(connection: ssl.SSLSocket, offset: list[int]) -> None:
    buffer = memoryview(bytearray(1024 * 1024))
    with connection, connection.makefile("rb", buffering=65536) as stream:
        while line := stream.readline():
            headers = {}
            while (header := stream.readline()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                headers[name.lower()] = value.strip()
            left = size = int(headers.get(b"content-length", 0))
            while left and (got := stream.readinto1(buffer[: min(left, len(buffer))])):
                left -= got
            match line.split()[0]:
                case b"POST":
                    offset[0], status = 0, b"201 Created\r\nLocation: /v1/uploads/1"
                case b"PATCH":
                    offset[0] += size
                    status = b"204 No Content"
                case _:
                    status = b"200 OK"
            answer = b"HTTP/1.1 %b\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n" % (status, offset[0])
            connection.sendall(answer + (b"\r\n" if status.startswith(b"204") else b"Content-Length: 0\r\n\r\n"))


def main() -> None:
    certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    offset = [0]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"https://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(context.wrap_socket(connection, server_side=True), offset), daemon=True).start()


if __name__ == "__main__":
    main()
