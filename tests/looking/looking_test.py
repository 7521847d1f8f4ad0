#!/usr/bin/env python3
"""display, graph, explain, init, new-plugin, completion and schema through the real executable, on a run of
no_network over the small shipped events.   usage: looking_test.py TRACKLOOM ROOT"""
import array
import base64
import collections
import csv
import gzip
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

trackloom, root = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
events = root / "share" / "events_small"
pipeline = root / "pipelines" / "no_network.yaml"
work = Path(tempfile.mkdtemp())


def call(*arguments, code=0, cwd=work):
    done = subprocess.run([trackloom, *map(str, arguments)], capture_output=True, text=True, cwd=cwd)
    if done.returncode != code:
        raise AssertionError(f"{arguments}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout if code == 0 else done.stderr


def setUpModule():
    call("run", pipeline, "--input", events, "--output", work / "out", "--progress", "off")


def tearDownModule():
    shutil.rmtree(work)


class Page:
    """The columns of a display page."""

    codes = {"u8": "B", "i16": "h", "u16": "H", "i32": "i", "u32": "I", "u64": "Q", "f32": "f"}

    def __init__(self, path):
        self.text = Path(path).read_text()
        self.header = json.loads(re.search(r'id="header">(.*?)</script>', self.text, re.S)[1])
        self.columns = {}
        for name, kind, data in re.findall(r'id="block-([\w-]+)" data-type="(\w+)">([^<]*)<', self.text):
            self.columns[name] = array.array(self.codes[kind], base64.b64decode(data))

    def lists(self, name):
        first, hit = self.columns[name + "-first"], self.columns[name + "-hit"]
        return [list(hit[a:b]) for a, b in itertools.pairwise(first)]


def read_csv(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt") as file:
        return list(csv.DictReader(file))


class Display(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.file = call("display", work / "out", "--event", 91002).strip()
        cls.page = Page(cls.file)

    def test_the_page_holds_hits_and_tracks_of_the_run(self):
        self.assertEqual(self.file, str(work / "out/display/event000091002.html"))
        hits = read_csv(events / "event000091002-hits.csv.gz")
        c = self.page.columns
        self.assertEqual(list(c["hit-id"]), [int(h["hit_id"]) for h in hits])
        self.assertTrue(all(abs(a - float(h["z"])) < 1e-3 for a, h in zip(c["hit-z"], hits)))
        wanted = collections.defaultdict(set)
        for row in read_csv(work / "out/submission.csv"):
            if row["event_id"] == "91002" and row["track_id"] != "0":
                wanted[int(row["track_id"])].add(int(row["hit_id"]))
        made = {i + 1: {c["hit-id"][h] for h in track} for i, track in enumerate(self.page.lists("track"))}
        self.assertEqual(made, dict(wanted))

    def test_states_follow_the_truth_file(self):
        truth = {int(t["hit_id"]): int(t["particle_id"]) for t in read_csv(events / "event000091002-truth.csv.gz")}
        c = self.page.columns
        of_particle = collections.Counter(p for p in truth.values() if p)
        found, matched = set(), []
        for track in self.page.lists("track"):
            shared = collections.Counter(truth[c["hit-id"][h]] for h in track)
            best, most = max(shared.items(), key=lambda item: (item[1], -item[0]))
            good = best != 0 and 2 * most > len(track) and 2 * most > of_particle[best]
            matched.append(int(good))
            if good:
                found.add(best)
        self.assertEqual(list(c["track-matched"]), matched)
        self.assertEqual({p for p, f in zip(c["particle-id"], c["particle-found"]) if f}, found)
        self.assertEqual(sorted(of_particle), list(c["particle-id"]))
        self.assertEqual([len(l) for l in self.page.lists("particle")], [of_particle[p] for p in c["particle-id"]])

    def test_the_edges_are_those_of_the_graph_that_tracks_were_made_of(self):
        self.assertEqual([p["name"] for p in self.page.header["passes"]], ["graph"])
        edges = real = 0
        for event in range(91001, 91005):
            call("display", work / "out", "--event", event, "--output", work / "edges.html")
            page = Page(work / "edges.html")
            self.assertEqual(len(page.columns["edge0-source"]), page.header["passes"][0]["edges"])
            edges += len(page.columns["edge0-true"])
            real += sum(page.columns["edge0-true"])
        metrics = json.loads((work / "out/report.json").read_text())["metrics"]
        self.assertEqual(edges, 4 * metrics["edges.edges_per_event"])
        self.assertAlmostEqual(real / edges, metrics["edges.purity"], places=12)

    def test_the_page_needs_nothing_else(self):
        markup = re.sub(r"<script.*?</script>", "", self.page.text, flags=re.S)
        self.assertEqual(re.findall(r'(?:src|href)="[^"]*"', markup), [])
        self.assertNotIn("@", re.sub(r"<style>.*?</style>", "", markup, flags=re.S))
        for word in ("http://", "https://", "import(", "fetch(", "XMLHttpRequest"):
            self.assertNotIn(word, self.page.text)

    def test_nothing_but_the_page_is_left(self):
        self.assertEqual([p.name for p in (work / "out/display").iterdir()], ["event000091002.html"])
        before = (work / "out/submission.csv").read_bytes()
        call("display", work / "out", "--event", 91001, "--output", work / "elsewhere.html")
        self.assertEqual(before, (work / "out/submission.csv").read_bytes())
        self.assertTrue((work / "elsewhere.html").exists())
        self.assertEqual([p.name for p in work.iterdir() if p.name.startswith(".display")], [])

    def test_at_most_so_many_edges(self):
        call("display", work / "out", "--event", 91001, "--output", work / "few.html", "--max-edges", 100)
        page = Page(work / "few.html")
        self.assertEqual(len(page.columns["edge0-source"]), 100)
        self.assertGreater(page.header["passes"][0]["edges"], 100)

    def test_what_is_missing_is_said(self):
        def says(words, *arguments):
            error = call("display", *arguments, code=2)
            self.assertIn(words, error)
            self.assertEqual(len(error.strip().splitlines()), 1, error)

        says("there is no event 5", work / "out", "--event", 5)
        says("there is no folder", work / "none", "--event", 91001)
        (work / "half").mkdir(exist_ok=True)
        says("has no pipeline.yaml", work / "half", "--event", 91001)
        says("stages that do: tracks", work / "out", "--event", 91001, "--tracks", "graph")
        self.assertFalse((work / "out/display/event000000005.html").exists())

    def test_an_event_that_fails_says_why(self):
        broken = work / "broken"
        broken.mkdir()
        for file in ("detectors.csv.gz", "event000091001-hits.csv.gz"):
            shutil.copy(events / file, broken)
        (broken / "event000091003-hits.csv").write_text("hit_id,x,y,z,volume_id,layer_id,module_id\n1,nan,0,0,8,2,1\n")
        call("run", pipeline, "--input", broken, "--output", work / "broken_out", "--progress", "off",
             "--set", "run.max_failures=5")
        error = call("display", work / "broken_out", "--event", 91003, code=2)
        self.assertIn("event000091003-hits.csv", error)
        # The other one has no truth, and gets a page that says so.
        page = Page(call("display", work / "broken_out", "--event", 91001).strip())
        self.assertFalse(page.header["truth"])
        self.assertEqual(len(page.columns["particle-id"]), 0)
        self.assertGreater(len(page.lists("track")), 100)

    def test_a_pipeline_without_tracks_has_nothing_to_display(self):
        bare = work / "bare.yaml"
        bare.write_text(f"include: {pipeline}\nstages: [{{name: tracks, remove: true}}]\n"
                        "sinks: [{name: submission, remove: true}, {name: physics, remove: true}]\n")
        call("run", bare, "--input", events, "--output", work / "bare", "--events", 1, "--progress", "off")
        self.assertIn("makes no tracks", call("display", work / "bare", "--event", 91001, code=2))


class Phoenix(unittest.TestCase):
    """The event data format of Phoenix: guides/developers/event_data_format.md of HSF/phoenix."""

    def test_the_file_has_the_format(self):
        call("display", work / "out", "--event", 91001, "--phoenix", work / "phoenix.json")
        data = json.loads((work / "phoenix.json").read_text())
        self.assertEqual(list(data), ["Event 91001"])
        event = data["Event 91001"]
        self.assertEqual(event["event number"], 91001)
        self.assertIn("run number", event)
        # Members that are objects are types of objects, each a set of collections.
        self.assertEqual({k for k, v in event.items() if isinstance(v, dict)}, {"Hits", "Tracks"})
        number = (int, float)
        hits = 0
        for collection in event["Hits"].values():
            for position in collection:
                self.assertTrue(len(position) == 3 and all(isinstance(c, number) for c in position))
            hits += len(collection)
        self.assertEqual(hits, len(read_csv(events / "event000091001-hits.csv.gz")))
        optional = {"d0", "z0", "phi", "eta", "chi2", "dof", "pT", "mom", "charge", "particle"}
        for name, collection in event["Tracks"].items():
            self.assertGreater(len(collection), 0, name)
            for track in collection:
                self.assertLessEqual(set(track), {"pos", "color"} | optional)
                self.assertGreaterEqual(len(track["pos"]), 3)  # fewer are not drawn
                for position in track["pos"]:
                    self.assertTrue(len(position) == 3 and all(isinstance(c, number) for c in position))
                self.assertGreaterEqual(int(track["color"], 16), 0)
                self.assertTrue(all(isinstance(track[k], number) for k in optional & set(track)))
        self.assertEqual(list(event["Tracks"]), ["Tracks", "Fake tracks", "Missed particles"])

    def test_the_sink_writes_all_events_into_one_file(self):
        chain = work / "phoenix.yaml"
        chain.write_text(f"include: {pipeline}\nsinks:\n"
                         "  - {use: display.phoenix, params: {path: '${output}/all.json', min_hits: 6}}\n")
        call("run", chain, "--input", events, "--output", work / "phoenix", "--progress", "off")
        data = json.loads((work / "phoenix/all.json").read_text())
        self.assertEqual(list(data), [f"Event {n}" for n in range(91001, 91005)])
        self.assertTrue(all(len(t["pos"]) >= 6 for e in data.values() for c in e["Tracks"].values() for t in c))


class Graph(unittest.TestCase):
    def boxes(self, name):
        text = call("graph", root / "pipelines" / name, "--input", events, "--format", "svg")
        svg = xml.fromstring(text)
        space = "{http://www.w3.org/2000/svg}"
        boxes = []
        for group in svg.iter(space + "g"):
            rect = group.find(space + "rect")
            boxes.append((group.find(space + "text").text, *(float(rect.get(k)) for k in ("x", "y", "width", "height"))))
        return svg, space, boxes

    def test_every_stage_is_a_box_of_its_own_inside_the_picture(self):
        svg, space, boxes = self.boxes("no_network.yaml")
        self.assertEqual({b[0] for b in boxes}, {"source", "graph", "tracks", "submission", "physics", "edges"})
        width, height = map(float, svg.get("viewBox").split()[2:])
        for name, x, y, w, h in boxes:
            self.assertTrue(0 <= x and 0 <= y and x + w <= width and y + h <= height, name)
        for a, b in itertools.combinations(boxes, 2):
            apart = a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1] or a[2] + a[4] <= b[2] or b[2] + b[4] <= a[2]
            self.assertTrue(apart, f"{a} and {b} overlap")

    def test_arrows_point_down_and_are_labelled(self):
        svg, space, boxes = self.boxes("no_network.yaml")
        arrows = [p.get("d") for p in svg.iter(space + "path") if p.get("marker-end")]
        self.assertEqual(len(arrows), 5)
        for path in arrows:
            numbers = list(map(float, re.findall(r"-?[\d.]+", path)))
            self.assertLess(numbers[1], numbers[-1])
        labels = [t.text for t in svg.iter(space + "text") if t.get("class") == "label"]
        self.assertEqual(sorted(labels), ["graph, scores", "graph, scores", "hits, detector", "tracks", "tracks"])


class Explain(unittest.TestCase):
    def test_the_plan_in_words(self):
        text = call("explain", pipeline, "--input", events)
        self.assertIn("reads hits and detector of source; graph and scores of graph", text)
        self.assertIn("one event at a time, besides the source: submission, physics and edges", text)
        self.assertIn("not measured", text)

    def test_a_run_adds_its_numbers(self):
        report = json.loads((work / "out/report.json").read_text())
        told = json.loads(call("explain", work / "out/pipeline.yaml", "--run", work / "out", "--json"))
        mean = {s["name"]: s["time_ms"]["mean"] for s in report["stages"]}
        self.assertEqual({s["name"]: s["mean_ms"] for s in told["stages"]}, mean)
        # The reader has a thread of its own.
        busy = sum(ms for name, ms in mean.items() if name != "source")
        self.assertAlmostEqual(told["worker_ms"], busy, places=6)
        bounds = [b["events_per_second"] for b in told["bounds"]]
        self.assertEqual(bounds, sorted(bounds))
        self.assertTrue(any(math.isclose(b, 1000 * report["threads"] / busy) for b in bounds))
        self.assertTrue(any(math.isclose(b, 1000 / mean["source"]) for b in bounds))
        text = call("explain", work / "out/pipeline.yaml", "--run", work / "out", "--threads", 64)
        self.assertIn("64 worker threads", text)
        self.assertIn("<- the limit", text)

    def test_a_run_of_another_pipeline_is_refused(self):
        other = work / "other.yaml"
        other.write_text(f"include: {pipeline}\nsinks: [{{name: again, use: evaluation.summary}}]\n")
        error = call("explain", other, "--input", events, "--run", work / "out", code=2)
        self.assertIn("has no stage 'again'", error)
        self.assertIn("no report.json", call("explain", pipeline, "--input", events, "--run", work, code=2))


class Init(unittest.TestCase):
    def test_the_starter_gives_the_same_tracks(self):
        call("init", "mine", "--from", "no_network")
        text = (work / "mine.yaml").read_text()
        self.assertNotIn(str(root), text)
        self.assertIn('map: "${share}/maps/layer_map.tlmap"', text)
        self.assertIn("# score_zero: 0.1\n", text)
        self.assertIn("ok: pipeline mine", call("check", "mine.yaml"))
        call("run", "mine.yaml", "--input", events, "--output", "mine", "--progress", "off")
        self.assertEqual((work / "mine/submission.csv").read_bytes(), (work / "out/submission.csv").read_bytes())

    def test_nothing_is_overwritten_and_unknown_names_are_said(self):
        (work / "there.yaml").write_text("kept")
        self.assertIn("there already", call("init", "there", "--from", "no_network", code=2))
        self.assertEqual((work / "there.yaml").read_text(), "kept")
        self.assertIn("no_network", call("init", "new", "--from", "nonsense", code=2))

    def test_a_plugin_has_a_good_name_and_a_folder_of_its_own(self):
        call("new-plugin", "my_stages")
        self.assertIn('TRACKLOOM_PLUGIN("my_stages"', (work / "my_stages/plugin.cpp").read_text())
        for file in (work / "my_stages").iterdir():
            self.assertIsNone(re.search("@[A-Z]+@", file.read_text()), file.name)
        self.assertIn("not empty", call("new-plugin", "my_stages", code=2))
        self.assertIn("already", call("new-plugin", "trackml", code=2))
        self.assertIn("is no name", call("new-plugin", "my-stages", code=2))


class Completion(unittest.TestCase):
    def complete(self, line):
        """What bash offers at the end of the line."""
        script = call("completion", "bash")
        words = line.split(" ")
        program = (script + "\nCOMP_WORDS=(" + " ".join(f"'{w}'" for w in words) + f")\nCOMP_CWORD={len(words) - 1}\n"
                   "_trackloom\nprintf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "-c", program], capture_output=True, text=True,
                              env={"PATH": f"{trackloom.parent}:/usr/bin:/bin"})
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_commands_options_and_values(self):
        listed = re.findall(r"^  (\S+) ", call("--help").split("Subcommands:")[1].split("Examples:")[0], re.M)
        self.assertEqual(self.complete("trackloom "), listed + ["--help"])
        self.assertEqual(self.complete("trackloom desc"), ["describe"])
        self.assertIn("--in-flight", self.complete("trackloom run --in"))
        self.assertEqual(self.complete("trackloom run --progress "), ["auto", "plain", "off"])
        self.assertEqual(self.complete("trackloom graph x.yaml --format s"), ["svg"])
        self.assertEqual(self.complete("trackloom run x.yaml --output "), [])  # files, by bash
        self.assertNotIn("--stages", self.complete("trackloom completion --"))

    def test_stages_and_variants_are_asked_for(self):
        self.assertEqual(self.complete("trackloom describe trackml.reade"), ["trackml.reader"])
        self.assertEqual(self.complete(f"trackloom run {root}/pipelines/default.yaml --variant p"), ["pure"])

    def test_the_zsh_script_is_well_formed(self):
        script = call("completion", "zsh")
        self.assertTrue(script.startswith("#compdef trackloom\n"))
        if shutil.which("zsh"):
            done = subprocess.run(["zsh", "-n"], input=script, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_every_command_shows_an_example(self):
        for command in self.complete("trackloom "):
            if not command.startswith("-"):
                self.assertRegex(call(command, "--help"), r"Examples?:\n\s+(source <\()?trackloom ", command)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
