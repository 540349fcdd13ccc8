"""A mail server for tests: keeps every message it takes as one .eml file in the folder given.

Prints the loopback port it listens on. Ends when its standard input ends, so that it never outlives the test.
"""

import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP


class Keep:
    """Writes messages down; a file has its name only when it is whole."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        part = self.folder / f"{self.count:03}.part"
        # Whom the sending server named, not only whom the message names.
        recipients = "".join(f"X-Sink-Recipient: {to}\r\n" for to in envelope.rcpt_tos)
        part.write_bytes(recipients.encode() + envelope.content)
        part.rename(part.with_suffix(".eml"))
        return "250 kept"


async def main(folder: pathlib.Path):
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    keep = Keep(folder)
    server = await loop.create_server(
        lambda: SMTP(keep, hostname="sink.invalid", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


asyncio.run(main(pathlib.Path(sys.argv[1])))
