"""Where a drill's texts end: a provider in a process of its own, that keeps a log of its own.

    python -m heart.demo.drills._sink PORT LOG [--by-key] [--moody N] [--slow MS]

POST {"to", "text"} with an Idempotency-Key. `--by-key`: as providers do, a key that it knows is taken once and then
only agreed to. Without it, whatever comes is taken and logged (dumb). One line of the log is one text taken: its key.
`--moody N`: of N requests it refuses one (503), and after taking another hangs up without an answer.
`--slow MS`: so long after taking a text it answers. Whoever is killed meanwhile never hears that it was taken.
"""

import argparse
import asyncio
import contextlib
import os

TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
REFUSED = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"


class Provider:
    def __init__(self, log: str, *, by_key: bool, moody: int, slow: int) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.by_key = by_key
        self.moody = moody
        self.slow = slow
        self.known: set[bytes] = set()
        self.asked = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept for many requests. Whoever was killed at the other end just stops."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while answer := self.answer(*await self.request(reader)):
                await asyncio.sleep(self.slow / 1000)
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def request(self, reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
        """The key and the body of the next request."""
        head = await reader.readuntil(b"\r\n\r\n")
        lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
        fields = {name.strip().lower(): value.strip() for name, _, value in lines}
        return fields.get(b"idempotency-key", b""), await reader.readexactly(int(fields.get(b"content-length", 0)))

    def answer(self, key: bytes, body: bytes) -> bytes | None:
        self.asked += 1
        mood = self.asked % self.moody if self.moody else 0
        if self.moody and mood == self.moody // 3:
            return REFUSED
        if not self.by_key or key not in self.known:
            self.known.add(key)
            os.write(self.log, key + b"\n")
        return None if self.moody and mood == self.moody * 2 // 3 else TAKEN


async def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("port", type=int)
    asked.add_argument("log")
    asked.add_argument("--by-key", action="store_true")
    asked.add_argument("--moody", type=int, default=0)
    asked.add_argument("--slow", type=int, default=0)
    given = asked.parse_args()
    provider = Provider(given.log, by_key=given.by_key, moody=given.moody, slow=given.slow)
    server = await asyncio.start_server(provider.serve, "127.0.0.1", given.port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
