#!/usr/bin/env python3
"""Every shipped pipeline is valid against `trackloom schema`, and mistakes are not.
   usage: schema_holds.py TRACKLOOM ROOT. Skipped (77) without the Python modules jsonschema and yaml."""
import json
import subprocess
import sys
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

trackloom, root = sys.argv[1], Path(sys.argv[2])
schema = json.loads(subprocess.run([trackloom, "schema"], capture_output=True, text=True, check=True).stdout)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)


def errors(document):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(document)]


failed = []
files = sorted(root.glob("pipelines/**/*.yaml"))
for file in files:
    for error in errors(yaml.safe_load(file.read_text())):
        failed.append(f"{file.relative_to(root)}: {error}")

# Each of these is a mistake that an editor should mark.
good = {"source": {"use": "trackml.reader", "params": {"path": "${input}"}},
        "stages": [{"name": "graph", "use": "layer_map.build_graph", "params": {"map": "m", "max_edges": 5}}],
        "sinks": [{"use": "trackml.submission", "params": {"path": "out.csv"}}]}
if errors(good):
    failed.append(f"a good pipeline is refused: {errors(good)}")
mistakes = {
    "an unknown key": {**good, "stage": []},
    "an unknown stage of a known plugin": {**good, "source": {"use": "trackml.readers"}},
    "a sink as a source": {**good, "source": {"use": "trackml.submission"}},
    "an unknown parameter": {**good, "source": {"use": "trackml.reader", "params": {"paths": "x"}}},
    "a wrong type": {**good, "stages": [{"use": "layer_map.build_graph", "params": {"max_edges": "many"}}]},
    "a value out of range": {**good, "stages": [{"use": "layer_map.build_graph", "params": {"min_score": 2}}]},
    "an unknown port": {**good, "stages": [{"use": "layer_map.build_graph", "in": {"hit": "source"}}]},
    "an unknown policy": {**good, "run": {"on_error": "ignore"}},
    "a wrong number of threads": {**good, "run": {"threads": 0}},
}
for what, document in mistakes.items():
    if not errors(document):
        failed.append(f"{what} is not found")
# What the schema cannot know must pass.
for what, document in {
    "a stage of a plugin that is not here": {**good, "source": {"use": "mine.reader", "params": {"a": 1}}},
    "a variable for a number": {**good, "stages": [{"use": "layer_map.build_graph", "params": {"max_edges": "${n}"}}]},
    "an entry that changes an included one": {"include": "default.yaml", "stages": [{"name": "graph", "remove": True}]},
}.items():
    if errors(document):
        failed.append(f"{what}: {errors(document)}")
print("\n".join(failed) or f"{len(files)} pipelines are valid, {len(mistakes)} mistakes are found")
sys.exit(1 if failed or len(files) < 10 else 0)
