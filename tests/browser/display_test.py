#!/usr/bin/env python3
"""The event display in a headless Chromium: no error, the event is drawn, lists and selection work, with and
without truth, on a phone.   usage: display_test.py TRACKLOOM ROOT. Skipped (77) unless TRACKLOOM_FULL_TESTS is 1."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import chromium

if os.environ.get("TRACKLOOM_FULL_TESTS") != "1":
    print("skipped: set TRACKLOOM_FULL_TESTS=1 (tools/test.sh --full does)")
    sys.exit(chromium.SKIPPED)
trackloom, root = sys.argv[1], Path(sys.argv[2])
chromium.find()
events = root / "share" / "events_small"


def call(*arguments):
    return subprocess.run([trackloom, *map(str, arguments)], check=True, capture_output=True, text=True).stdout.strip()


def expect(what, condition):
    if not condition:
        sys.exit(f"FAILED: {what}")


def look(page, fragment, size=(1280, 800), dark=False):
    """Loads a view and checks what holds for every one."""
    seen = chromium.load(page, fragment + "&frames=2", size, dark)
    expect(f"{fragment}: no error: {seen.data.get('error')}", "error" not in seen.data)
    expect(f"{fragment}: the scripts came to their end", seen.data.get("ready") == "yes")
    expect(f"{fragment}: addresses in the page: {seen.addresses}", not seen.addresses)
    expect(f"{fragment}: theme {seen.data['theme']}", seen.data["theme"] == ("dark" if dark else "light"))
    return seen


with tempfile.TemporaryDirectory() as folder:
    work = Path(folder)
    call("run", root / "pipelines/no_network.yaml", "--input", events, "--output", work / "out", "--progress", "off")
    page = call("display", work / "out", "--event", 91001)

    seen = look(page, "list=missed&row=0")
    hits = int(seen.data["hits"])
    expect(f"{hits} hits", hits > 10000)
    expect(f"{seen.data['ink']} pixels are drawn", int(seen.data["ink"]) > 20000)
    expect(f"{seen.data['draw-calls']} draw calls", 3 <= int(seen.data["draw-calls"]) < 200)
    for words in ("missed: no track has more than half of its hits", "true pT", "edge"):
        expect(f"the selection says '{words}'", words in seen.text)
    everything = int(look(page, "view=xy").data["ink"])
    nothing = int(look(page, "view=xy&hide=hits,modules,matched,fake,missed").data["ink"])
    few = int(look(page, "view=xy&pt=80&hide=modules").data["ink"])
    expect(f"the toggles and filters act: {everything}, {few}, {nothing} pixels", nothing == 0 < few < everything / 4)
    look(page, "view=rz&list=fake&row=0&show=edgesTrue,edgesFalse&score=0&zoom", dark=True)
    phone = look(page, "list=particles&row=0", size=(390, 800))
    expect("the phone draws too", int(phone.data["ink"]) > 5000)

    bare = work / "bare"
    bare.mkdir()
    for name in ("detectors.csv.gz", "event000091001-hits.csv.gz"):
        shutil.copy(events / name, bare)
    call("run", root / "pipelines/no_network.yaml", "--input", bare, "--output", work / "bare_out", "--progress", "off")
    seen = look(call("display", work / "bare_out", "--event", 91001), "row=0")
    expect("a page without truth says so", "This event has no truth" in seen.text)
    expect("and shows no list of missed particles", "missed particles" not in seen.text)
print("the display is as it should be")
