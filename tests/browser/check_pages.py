#!/usr/bin/env python3
"""Makes a report and a comparison of the shipped small events and looks at them in Chromium: nothing on
the console, every plot drawn, no page wider than its window, on a phone and a desk, light and dark.
   usage: check_pages.py TRACKLOOM SOURCE.   Skipped (77) unless TRACKLOOM_FULL_TESTS is 1."""
import os
import pathlib
import subprocess
import sys
import tempfile

import chromium

PIPELINE = """
include: {source}/pipelines/no_network.yaml
stages:
  - {{name: fit, use: track_fitting.fit}}
sinks:
  - {{use: track_fitting.residuals}}
"""


def expect(what, condition):
    if not condition:
        sys.exit(f"FAILED: {what}")


def check_page(page, headings):
    backgrounds = set()
    for width in (390, 1280):
        for dark in (False, True):
            seen, console = chromium.look(page, (width, 900), dark)
            where = f"{page.name}, {width} px, {'dark' if dark else 'light'}"
            expect(f"{where}: the console is empty: {console}", not console)
            expect(f"{where}: wider than the window: {seen['scroll']} px", seen["scroll"] <= seen["width"])
            expect(f"{where}: {seen['figures']} plots", seen["figures"] >= 5)
            expect(f"{where}: {seen['flat']} plots have no size", seen["flat"] == 0)
            expect(f"{where}: {seen['marks']} marks", seen["marks"] > 100)
            expect(f"{where}: {seen['titles']} tooltips", seen["titles"] > 50)
            expect(f"{where}: text of {seen['smallest']} px", seen["smallest"] >= 8)
            for heading in headings:
                expect(f"{where}: no heading '{heading}' among {seen['headings']}", heading in seen["headings"])
            backgrounds.add((dark, seen["background"]))
    expect(f"light and dark differ: {backgrounds}", len({b for _, b in backgrounds}) == 2)
    return seen


def main():
    if os.environ.get("TRACKLOOM_FULL_TESTS") != "1":
        print("skipped: set TRACKLOOM_FULL_TESTS=1 (tools/test.sh --full does)")
        return chromium.SKIPPED
    chromium.find()
    trackloom, source = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)

        def run(*arguments):
            subprocess.run([trackloom, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, cwd=work)

        (work / "fitted.yaml").write_text(PIPELINE.format(source=source), encoding="utf-8")
        events = source / "share" / "events_small"
        run("run", work / "fitted.yaml", "--input", events, "--output", work / "out", "--trace",
            work / "out" / "trace.json", "--threads", 2)
        run("report", work / "out")
        seen = check_page(work / "out" / "report.html",
                          ["no_network", "Physics", "Edges of the graphs", "Fitted tracks", "Timeline",
                           "Time and memory per stage", "Configuration and provenance"])
        # 8 stages and sinks on 4 events.
        expect(f"the timeline has {seen['slices']} blocks", seen["slices"] >= 24)
        pipeline = source / "pipelines" / "no_network.yaml"
        (work / "cut.yaml").write_text(
            f"include: {pipeline}\nstages:\n  - {{name: graph, params: {{max_edges: 3000}}}}\n", encoding="utf-8")
        run("compare", pipeline, work / "cut.yaml", "--input", events, "--output", work / "ab", "--timing", 3)
        check_page(work / "ab" / "compare.html",
                   ["cut against no_network", "cut against no_network: time",
                    "cut against no_network: agreement", "Runs by turns", "What was compared, and how"])
    print("the pages are as they should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
