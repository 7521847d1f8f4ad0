#!/usr/bin/env python3
"""docs/stages.md is what `trackloom describe --markdown` says.   usage: stages_current.py TRACKLOOM ROOT"""
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

trackloom, root = sys.argv[1], Path(sys.argv[2])
environment = {k: v for k, v in os.environ.items() if k != "TRACKLOOM_PLUGIN_PATH"}
now = subprocess.run([trackloom, "describe", "--markdown"], capture_output=True, text=True, check=True,
                     env=environment).stdout
page = (root / "docs" / "stages.md").read_text()
plugins = lambda text: set(re.findall(r"^## (\S+)$", text, re.M))
missing = plugins(page) - plugins(now)
if missing:  # built without LibTorch, for example
    print("skipped: this build does not have the plugins", ", ".join(sorted(missing)))
    sys.exit(77)
if now != page:
    difference = difflib.unified_diff(page.splitlines(), now.splitlines(), "docs/stages.md", "now", lineterm="")
    print("\n".join(list(difference)[:60]))
    print("docs/stages.md is not current: trackloom describe --markdown > docs/stages.md")
    sys.exit(1)
print("docs/stages.md is current")
