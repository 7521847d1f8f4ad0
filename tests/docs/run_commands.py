#!/usr/bin/env python3
"""Runs the commands of the documentation, as a reader would, and fails where one fails.

A command block is a fenced block in `sh`, or an indented block whose first word is `trackloom` or
`build/release/bin/trackloom`. Blocks of a page run one after the other, each in a shell with `set -e`, in a
folder that looks like the source tree (pipelines, share, tools, ...) where `trackloom` is on the PATH and `DATA`
are the small shipped events. A block is left out by the line before it,

    <!-- not run: WHY -->

and a page by `<!-- commands not run: WHY -->` anywhere in it.   usage: run_commands.py TRACKLOOM ROOT [PAGE...]
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OURS = re.compile(r"(build/release/bin/)?trackloom\s")


def blocks(page):
    """(line number, text) of every command block, and the reasons of those left out."""
    lines = page.read_text().splitlines()
    whole = re.search(r"<!-- commands not run: (.+?) -->", page.read_text(), re.S)
    run, left_out = [], []
    number = 0
    while number < len(lines):
        start, text = number, None
        if re.fullmatch(r"```(sh|console)", lines[number]):
            end = lines.index("```", number + 1)
            text = lines[number + 1 : end]
            number = end
        elif lines[number].startswith("```"):
            number = lines.index("```", number + 1)
        elif lines[number].startswith("    ") and (number == 0 or not lines[number - 1].strip()):
            end = number
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            body = [line[4:] for line in lines[number:end]]
            if OURS.match(body[0]):
                text = body
            number = end - 1
        number += 1
        if text is None:
            continue
        before = next((line for line in reversed(lines[:start]) if line.strip()), "")
        mark = re.fullmatch(r"<!-- not run: (.+) -->", before)
        reason = whole[1] if whole else mark[1] if mark else None
        if reason:
            left_out.append((start + 1, reason))
        else:
            run.append((start + 1, "\n".join(text)))
    return run, left_out


def workplace(folder, root, trackloom):
    for name in ("pipelines", "share", "tools", "docs", "tests", "README.md"):
        (folder / name).symlink_to(root / name)
    (folder / "DATA").symlink_to(root / "share" / "events_small")
    (folder / "build").mkdir()
    (folder / "build" / "release").symlink_to(trackloom.parent.parent)


def main():
    trackloom, root = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    pages = [Path(p) for p in sys.argv[3:]] or sorted(root.glob("docs/*.md")) + [root / "README.md"]
    environment = dict(os.environ, PATH=f"{trackloom.parent}:{os.environ['PATH']}")
    failed = count = skipped = 0
    for page in pages:
        run, left_out = blocks(page)
        skipped += len(left_out)
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            workplace(folder, root, trackloom)
            for line, text in run:
                start = time.time()
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=folder, env=environment,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1200)
                count += 1
                print(f"{page.name}:{line}: {time.time() - start:.1f} s", flush=True)
                if done.returncode != 0:
                    failed += 1
                    print(f"FAILED with {done.returncode}: {page}:{line}\n{text}\n{done.stdout[-3000:]}")
    print(f"{count} blocks run, {failed} failed, {skipped} left out")
    return 1 if failed or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
