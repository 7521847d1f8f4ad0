#!/usr/bin/env python3
"""Simulate HL-LHC-like events and write them in the TrackML CSV format.

Chain: Pythia 8 (one hard ttbar collision + Poisson(mu) pile-up collisions)
-> ACTS Fatras in the ACTS GenericDetector (the TrackML detector) with a
constant 2 T solenoid field -> geometric digitization (cells, clusters, merged
clusters) -> noise hits -> event%09d-{hits,cells,particles,truth}.csv.gz.

Needs Python 3.11 with the packages of tools/simulation/requirements.txt:
    python3 -m venv .venv && .venv/bin/pip install --only-binary=:all: -r tools/simulation/requirements.txt

    python tools/simulate_events.py --out DIR --first 1 --events 4 --mu 200 --seed 11
    python tools/simulate_events.py --compare DIR --real TRACKML_DIR   # table against real events

Every event depends on (--seed, event id) and the options only, never on the
events made before it, so any event can be remade alone.

Choices worth knowing
 * beam spot: sigma_xy 15 um, sigma_z 5.5 mm, as measured in the real TrackML
   events; --sigma-z 50 gives an HL-LHC-like luminous region.
 * pile-up is SoftQCD:inelastic by default (mu counts inelastic collisions).
   --pileup-process all takes SoftQCD:all, elastic ones included, which brings
   the hit count closer to TrackML's.
 * decays: Pythia decays everything with c*tau < 1 m in vacuum (K0S, Lambda, ...
   give displaced tracks); charged pions, kaons and muons do not decay.
 * photons are simulated too (conversions).
 * hadronic interactions: the Python binding of Fatras has none; a plain model
   between two Fatras passes stands in (see hadronic_step), off with
   --no-hadronic.
 * noise: --noise F makes a share F of all hits noise (particle_id 0, weight 0,
   tp = 0), one cell each, on modules drawn uniformly.
 * a cluster shared by several particles belongs to the one that left most
   energy in it.
 * cells' value = path length in the silicon in mm, smeared, above a threshold.
"""
import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from simulation.compare import compare
from simulation.detector import DET_COLUMNS, load_detector, write_digitization
from simulation.fatras import simulate
from simulation.generator import Generator
from simulation.seeds import mixed_seed
from simulation.trackml_format import convert, write_table

SHARE = Path(__file__).resolve().parent.parent / "share"


def produce(options):
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    reference = options.reference_detectors
    detector, modules = load_detector(reference)
    write_table(modules[DET_COLUMNS], out / "detectors.csv.gz")
    generator = Generator(options)
    recorded = {k: getattr(options, k) for k in ("seed", "mu", "hard", "pileup_process", "sigma_xy", "sigma_z", "sigma_t",
                                                 "photons", "hadronic", "pt_min", "eta_max", "p_min", "noise")}
    log = out / "generation.json"
    done = json.loads(log.read_text()) if log.exists() else {"options": recorded, "events": {}}
    if done["options"] != recorded:
        raise SystemExit(f"{log} records other options; use another folder")
    with tempfile.TemporaryDirectory(prefix="simulate-") as scratch:
        digitization = Path(scratch) / "digitization.json"
        write_digitization(modules, digitization)
        for event_id in range(options.first, options.first + options.events):
            stem = out / f"event{event_id:09d}"
            if not options.force and all(Path(f"{stem}-{k}.csv.gz").exists() for k in ("hits", "cells", "particles", "truth")):
                continue
            workdir = Path(scratch) / "work"
            shutil.rmtree(workdir, ignore_errors=True)
            workdir.mkdir()
            clock = [time.perf_counter()]
            made = generator.event(event_id)
            clock.append(time.perf_counter())
            simulate(detector, digitization, made, mixed_seed(48, options.seed, event_id, "fatras"), workdir, options)
            clock.append(time.perf_counter())
            tables, info = convert(workdir, modules, generator.vertices, event_id, options)
            clock.append(time.perf_counter())
            size = sum(write_table(frame, Path(f"{stem}-{name}.csv.gz")) for name, frame in tables.items())
            clock.append(time.perf_counter())
            step = np.diff(clock)
            print(f"event {event_id}: {info['hits']} hits ({info['noise']} noise), {info['particles']} particles, "
                  f"{info['cells']} cells, {info['merged_clusters']} merged, {size / 1e6:.2f} MB, {clock[-1] - clock[0]:.2f} s "
                  f"(generate {step[0]:.2f}, simulate {step[1]:.2f}, convert {step[2]:.2f}, write {step[3]:.2f})", flush=True)
            done["events"][str(event_id)] = {**info, "bytes": size}
            log.write_text(json.dumps(done, indent=1) + "\n")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", help="folder for the events")
    p.add_argument("--first", type=int, default=1, help="first event id")
    p.add_argument("--events", type=int, default=1)
    p.add_argument("--mu", type=float, default=200.0, help="mean number of pile-up collisions")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--hard", choices=["ttbar", "none"], default="ttbar")
    p.add_argument("--pileup-process", choices=["inelastic", "nonDiffractive", "all"], default="inelastic")
    p.add_argument("--sigma-xy", type=float, default=0.015, help="beam spot, mm")
    p.add_argument("--sigma-z", type=float, default=5.5, help="beam spot, mm")
    p.add_argument("--sigma-t", type=float, default=0.0, help="beam spot, mm/c")
    p.add_argument("--no-photons", dest="photons", action="store_false", help="no photons, hence no conversions")
    p.add_argument("--no-hadronic", dest="hadronic", action="store_false", help="no hadronic interactions")
    p.add_argument("--pt-min", type=float, default=0.1, help="generated particles, GeV")
    p.add_argument("--p-min", type=float, default=0.1, help="Fatras stops below this momentum, GeV")
    p.add_argument("--eta-max", type=float, default=4.2)
    p.add_argument("--noise", type=float, default=0.15, help="share of hits that are noise")
    p.add_argument("--reference-detectors", default=str(SHARE / "detector" / "trackml.csv.gz"),
                   help="a TrackML detectors.csv whose module numbers to take ('' keeps ACTS's)")
    p.add_argument("--force", action="store_true", help="remake events that exist")
    p.add_argument("--compare", metavar="DIR", help="print DIR's events against the real ones")
    p.add_argument("--real", help="folder with real TrackML events, for --compare")
    options = p.parse_args()
    options.reference_detectors = options.reference_detectors or None
    if options.compare:
        if not options.real:
            p.error("--compare needs --real")
        compare(options.compare, options.real)
    elif options.out:
        produce(options)
    else:
        p.error("--out or --compare")


if __name__ == "__main__":
    main()
