"""`python -m tests.bench.watching PORT FILE`: a receiver of webhooks that notes when each came.

Under `/hang` it never answers. It is a process of its own, so that noting takes nothing from who sends.
"""

import asyncio
import contextlib
import sys
import time
from pathlib import Path

import orjson

_NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, notes: list[str]
) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in lines
                if line.lower().startswith(b"content-length")
            )
            body = await reader.readexactly(length)
            if b" /hang" in lines[0]:
                await asyncio.sleep(3600)
            said = orjson.loads(body)
            notes.append(f"{said['data'].get('sequence', 0)} {time.time():.6f}")
            writer.write(_NO_CONTENT)
    writer.close()


async def _main(port: int, file: Path) -> None:
    notes: list[str] = []
    server = await asyncio.start_server(
        lambda reader, writer: _serve(reader, writer, notes), "127.0.0.1", port, limit=2**20
    )
    async with server:
        with file.open("a") as out:
            while True:
                await asyncio.sleep(0.2)
                if notes:
                    out.write("\n".join(notes) + "\n")
                    out.flush()
                    notes.clear()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), Path(sys.argv[2])))
