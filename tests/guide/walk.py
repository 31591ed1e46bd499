#!/usr/bin/env python3
"""Walks through a guide: runs each command that stands in it, and compares what it prints with what the guide shows.

walk.py DEMO-SCRIPT GUIDE.md...

Makes the world of DEMO-SCRIPT --world in a temporary folder (VALISE_BIN: the programs), once for all guides, in their order. In a guide,

    ```console claire-desk          is what somebody sees at that device
    $ valise inbox --waiting        a command, run by a shell there; a line that ends with \\ goes on
    You wait for                    what it prints, both streams
    …                               any number of lines; within a line: any words
    ```
    ```toml claire-desk:form.toml   is a file that somebody writes there

Ids, references, dates and times differ at each walk. An id (8 or more digits of hexadecimal) or reference (ABCD-1234) stands for whatever is printed where the guide
shows it first, and is put into later commands; dates, times of day and durations stand for any of their kind.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ID = r"\b(?:[0-9a-f]{8,64}|[0-9A-Z]{4}-[0-9A-Z]{4})\b"
PASSING = [
    (r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d"),
    (r"\d\d:\d\d", r"\d\d:\d\d"),
    (r"\b(?:\d+ d )?\d+ (?:h|min|s)(?: \d+ (?:min|s))?\b", r"(?:\d+ d )?\d+ (?:h|min|s)(?: \d+ (?:min|s))?"),
    (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b", r"\w{3}"),
    (r"…", r".*"),
]
TOKEN = re.compile("|".join(f"(?P<t{n}>{pattern})" for n, (pattern, _) in enumerate(PASSING)) + f"|(?P<id>{ID})")


class Mismatch(Exception):
    pass


class Ids:
    """What the ids of the guide are in this walk. A shorter id is the beginning of a longer one."""

    def __init__(self):
        self.real = {}

    def known(self, shown):
        for known, real in self.real.items():
            if known == shown:
                return real
            if "-" not in shown and (known.startswith(shown) or shown.startswith(known)):
                return real[: len(shown)] if len(real) >= len(shown) else None
        return None

    def into(self, text):
        return re.sub(ID, lambda found: self.known(found[0]) or found[0], text)

    def match(self, shown, line):
        """Whether the line is what is shown; learns the ids in it."""
        pattern, new, last = "", [], 0
        for found in TOKEN.finditer(shown):
            pattern += re.escape(shown[last:found.start()])
            last = found.end()
            if found["id"] is None:
                pattern += PASSING[int(found.lastgroup[1:])][1]
            elif known := self.known(found["id"]):
                pattern += re.escape(known)
            else:
                new.append(found["id"])
                size = len(found["id"])
                pattern += rf"([0-9a-f]{{{size}}})" if "-" not in found["id"] else r"([0-9A-Z]{4}-[0-9A-Z]{4})"
        result = re.fullmatch(pattern + re.escape(shown[last:]), line)
        if result:
            # The longest that was seen is kept, so that later ones are its beginnings.
            for name, real in zip(new, result.groups()):
                self.real = {k: v for k, v in self.real.items() if not name.startswith(k)} | {name: real}
        return bool(result)


def compare(shown, printed, ids):
    """Raises Mismatch with the first line that differs."""
    at = 0
    for number, line in enumerate(shown):
        if line.strip() == "…":
            rest = shown[number + 1:]
            if not rest:
                return
            while at < len(printed) and not ids.match(rest[0], printed[at]):
                at += 1
        elif at < len(printed) and ids.match(line, printed[at]):
            at += 1
        else:
            raise Mismatch(f"the guide shows: {line}\n  it printed:      {printed[at] if at < len(printed) else '(nothing more)'}")
    if at < len(printed):
        raise Mismatch(f"the guide shows nothing more\n  it printed:      {printed[at]}")


def blocks(text):
    """Gives line number, words after ``` and lines of each block."""
    inside = None
    for number, line in enumerate(text.splitlines(), 1):
        if inside is None and line.startswith("```"):
            inside = (number, line[3:].strip(), [])
        elif inside is not None and line.rstrip() == "```":
            yield inside
            inside = None
        elif inside is not None:
            inside[2].append(line)


def commands(lines):
    """Gives each command of a console block with the lines that it prints."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif found and not found[-1][1] and found[-1][0][-1].endswith("\\"):
            found[-1][0].append(line)
        elif found:
            found[-1][1].append(line)
        else:
            raise Mismatch(f"this stands before any command: {line}")
    return [("\n".join(command), shown) for command, shown in found]


def without_blank_end(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


class Walk:
    def __init__(self, demo, world):
        self.demo, self.world, self.ids, self.done = demo, world, Ids(), 0
        self.environment = os.environ | {"VALISE_DEMO": str(world), "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}

    def call(self, *words, **more):
        return subprocess.run([self.demo, *words], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120, **more)

    def command(self, device, command, shown):
        """Runs it once; looking into the mail is repeated for a while, since mail takes its time."""
        for patience in reversed(range(50 if command.startswith("grep") else 1)):
            try:
                return self.once(device, command, shown)
            except Mismatch:
                if not patience:
                    raise
                time.sleep(0.2)

    def once(self, device, command, shown):
        result = self.call("--at", device, "bash", "-c", self.ids.into(command))
        printed = [line.rstrip() for line in result.stdout.splitlines()]
        try:
            compare(without_blank_end([line.rstrip() for line in shown]), without_blank_end(printed), self.ids)
        except Mismatch as difference:
            raise Mismatch(f"{difference}\n  all of it (code {result.returncode}):\n    " + "\n    ".join(printed)) from None
        self.done += 1

    def guide(self, path):
        self.ids = Ids()
        for number, kind, lines in blocks(path.read_text()):
            language, _, place = kind.partition(" ")
            device, _, file = place.partition(":")
            try:
                if file:
                    (self.world / "at" / device / file).write_text("\n".join(lines) + "\n")
                elif language == "console" and device:
                    for command, shown in commands(lines):
                        try:
                            self.command(device, command, shown)
                        except Mismatch as difference:
                            raise Mismatch(f"$ {command}\n  {difference}") from None
            except Mismatch as difference:
                raise Mismatch(f"{path}:{number}: at {device}: {difference}") from None


def main():
    demo, guides = sys.argv[1], [pathlib.Path(path) for path in sys.argv[2:]]
    with tempfile.TemporaryDirectory(prefix="valise-guide-") as folder:
        walk = Walk(demo, pathlib.Path(folder))
        try:
            made = walk.call("--world")
            if made.returncode != 0:
                sys.exit(made.stdout)
            if not (walk.world / "mail.port").exists():
                print("skipped: the guides need python3-aiosmtpd")
                sys.exit(77)
            for guide in guides:
                before = walk.done
                walk.guide(guide)
                if walk.done == before:
                    sys.exit(f"{guide}: no command stands in it")
                print(f"{guide.name}: {walk.done - before} commands do what it says")
        except Mismatch as difference:
            sys.exit(str(difference))
        finally:
            walk.call("--stop")


if __name__ == "__main__":
    main()
