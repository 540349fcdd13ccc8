"""What every peer tells: one line of JSON for each picture of a folder, with the processor time it took.

The time is that of this process and of the programs it started, without what was loaded before.
"""

import json
import os
import resource
import sys


def seconds():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def tell(read):
    """`read(path)` gives the lines of the zone and the eight fields, or `None`."""
    folder = sys.argv[1]
    pictures = [name for name in sorted(os.listdir(folder)) if not name.endswith(".json")]
    for name in pictures:
        began = seconds()
        try:
            found, error = read(os.path.join(folder, name)), None
        except Exception as fault:  # noqa: BLE001: a reader that stumbles has read nothing
            found, error = None, f"{type(fault).__name__}: {fault}"
        line = {"file": name, "seconds": seconds() - began, "error": error}
        if found:
            line["lines"], line["key"] = found
        print(json.dumps(line), flush=True)


def plain(text):
    return " ".join(part for part in (text or "").replace("<", " ").split())


def short(day):
    """A day as the zone has it: YYMMDD."""
    return day[2:4] + day[5:7] + day[8:10] if len(day) == 10 else day
