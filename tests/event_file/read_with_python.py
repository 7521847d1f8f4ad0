"""Converts a TrackML data set, reads the file as docs/event-file.md shows, and compares the two.
usage: read_with_python.py DOCS TRACKLOOM FOLDER; exits with 77 where numpy or pandas are missing."""
import glob
import re
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import pandas as pd
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

docs, trackloom, folder = sys.argv[1:]
work = tempfile.TemporaryDirectory()
path = work.name + "/x.tlevents"
subprocess.run([trackloom, "convert", folder, path, "--progress", "off"], check=True)
snippet = re.search(r"<!-- run by tests/event_file/read_with_python.py -->\n```python\n(.*?)```",
                    open(docs).read(), re.S).group(1)
scope = {}
exec(snippet, scope)

files = sorted(glob.glob(folder + "/event*-hits.csv*"))
assert files, "no events in " + folder
for file in files:
    event = int(re.search(r"event(\d+)", file).group(1))
    found = scope["columns"](path, event)
    hits = pd.read_csv(file)
    truth = pd.read_csv(file.replace("-hits", "-truth"))
    cells = pd.read_csv(file.replace("-hits", "-cells"))
    assert np.array_equal(found["hits.id"], hits.hit_id)
    for column in "xyz":
        assert np.array_equal(found["hits." + column], hits[column].astype(np.float32)), column
    assert np.allclose(found["hits.r"], np.hypot(hits.x, hits.y))
    assert np.array_equal(found["truth.particle_id"], truth.particle_id.astype(np.uint64))
    assert np.array_equal(found["truth.weight"], truth.weight)
    assert found["cells.first"][-1] == len(cells)
    assert np.array_equal(np.repeat(found["hits.id"], np.diff(found["cells.first"])), cells.hit_id)
print("equal:", len(files), "events")
