"""Reads an .eml file as a mail program does: prints what it says as JSON and puts its attachments into a folder."""

import email.policy
import json
import pathlib
import sys

source, folder = map(pathlib.Path, sys.argv[1:3])
message = email.message_from_bytes(source.read_bytes(), policy=email.policy.default)
attachments = []
for part in message.iter_attachments():
    path = folder / pathlib.Path(part.get_filename()).name
    path.write_bytes(part.get_content())
    attachments.append({"path": str(path), "mediaType": part.get_content_type()})
print(
    json.dumps(
        {
            "recipients": message.get_all("X-Sink-Recipient", []),
            "to": [address.addr_spec for address in message["To"].addresses],
            "subject": message["Subject"],
            "text": message.get_body(("plain",)).get_content(),
            "attachments": attachments,
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
        }
    )
)
