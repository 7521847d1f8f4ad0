"""Runs the reader that docs/event-file.md shows on a file, and compares it with the same data set in CSV.
usage: read_with_python.py DOCS FILE.tlevents FOLDER; exits with 77 where numpy or pandas are missing."""
import glob
import re
import sys

try:
    import numpy as np
    import pandas as pd
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

docs, path, folder = sys.argv[1:]
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
