#!/usr/bin/env python3
"""Checks that the snippets of the documentation are part of files that are built and run.

A snippet is a fenced block after a line `<!-- from PATH -->`; it must be a run of consecutive lines
of that file. Every fenced block in cpp, cmake or yaml of docs/writing-a-stage.md must have one.
usage: check_snippets.py ROOT
"""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
errors, checked = [], 0
for page in sorted(root.glob("docs/*.md")) + [root / "README.md"]:
    lines = page.read_text().splitlines() if page.exists() else []
    for number, line in enumerate(lines):
        fence = re.fullmatch(r"```(\w+)", line)
        if not fence:
            continue
        origin = re.fullmatch(r"<!-- from (\S+) -->", lines[number - 1])
        if not origin:
            if page.name == "writing-a-stage.md" and fence[1] in ("cpp", "cmake", "yaml"):
                errors.append(f"{page}:{number + 1}: no `<!-- from PATH -->` before this snippet")
            continue
        block = "\n".join(lines[number + 1 : lines.index("```", number + 1)])
        source = root / origin[1]
        if not source.exists():
            errors.append(f"{page}:{number}: there is no {origin[1]}")
        elif f"\n{block}\n" not in "\n" + source.read_text():
            errors.append(f"{page}:{number + 1}: this is not part of {origin[1]}")
        checked += 1
print("\n".join(errors) or f"{checked} snippets are as in their files")
sys.exit(1 if errors or checked == 0 else 0)
