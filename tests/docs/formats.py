#!/usr/bin/env python3
"""The Python of docs/formats.md reads what its commands write.   usage: formats.py TRACKLOOM ROOT
Skipped (77) without pandas. The block that plots is left out without matplotlib, the one on Parquet where pandas
cannot read it (no pyarrow) or the build has no parquet plugin."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import pandas
except ImportError as error:
    # Debian's packages belong to Debian's Python.
    if os.access("/usr/bin/python3", os.X_OK) and os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("skipped:", error)
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).parent))
import run_commands

trackloom, root = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
page = root / "docs" / "formats.md"
commands = [text for _, text in run_commands.blocks(page)[0]]
python = re.findall(r"^```python( plot| parquet)?\n(.*?)^```$", page.read_text(), re.M | re.S)
assert commands and len(python) >= 3
try:
    import matplotlib
    matplotlib.use("Agg")
except ImportError:
    python = [block for block in python if block[0] != " plot"]
try:
    import pyarrow.parquet
    parquet = (trackloom.parent.parent / "lib/trackloom/plugins/parquet.so").exists()
except ImportError:
    parquet = False
if parquet:
    # Marked as not run on the page, because a build may lack the plugin.
    commands += re.findall(r"^    (trackloom run pipelines/parquet.yaml --input tests/\S+ .*\\\n.*)$", page.read_text(), re.M)
    assert "parquet.yaml" in commands[-1]
else:
    print("without Parquet")
    python = [block for block in python if block[0] != " parquet"]

with tempfile.TemporaryDirectory() as place:
    run_commands.workplace(Path(place), root, trackloom)
    os.chdir(place)
    for text in commands:
        subprocess.run(["bash", "-euc", text], check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, PATH=f"{trackloom.parent}:{os.environ['PATH']}"))
    names = {}
    for _, block in python:
        exec(compile(block, str(page), "exec"), names)
    os.chdir("/")

assert names["figures"].value["TrackML score"] > 0.8
assert len(names["tracks"]) > 2000 and names["tracks"].map(len).min() >= 3
assert names["metrics"]["physics.score"] > 0.8 and "network" in names["stages"].index
assert names["compare"] and len(names["scores"]) > 10 and "volume_id" in names["table"]
assert names["found"].mean() > 0.8, names["found"].mean()
if parquet:
    assert len(names["table_tracks"]) >= 49 and names["table_tracks"].qop.notna().mean() > 0.9
    assert len(names["matched"]) >= 49 and set(names["matched"].charge) == {-1, 1}
print(f"{len(python)} blocks of Python run")
