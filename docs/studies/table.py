#!/usr/bin/env python3
"""Figures of several runs as one CSV table on standard output: table.py OUTPUT...

OUTPUT is the output folder of a `trackloom run`; its name, and the values of the variables that its
pipeline got, tell the rows apart.
"""
import csv
import json
import pathlib
import sys

FIGURES = (
    ("score", "physics.score"),
    ("all_pt1.0", "physics.efficiency_all_pt1.0"), ("prompt_pt1.0", "physics.efficiency_prompt_pt1.0"),
    ("all_pt0.5", "physics.efficiency_all_pt0.5"), ("prompt_pt0.5", "physics.efficiency_prompt_pt0.5"),
    ("all_pt0.1", "physics.efficiency_all_pt0.1"), ("prompt_pt0.1", "physics.efficiency_prompt_pt0.1"),
    ("fakes", "physics.fake_rate"), ("technical", "physics.technical_efficiency"),
    ("technical_pt0.5", "physics.technical_efficiency_pt0.5"), ("purity", "physics.purity"),
    ("edge_purity_98", "edges.purity_at_0.98"), ("edges", "edges.edges_per_event"),
)


def passed_and_total(folder, figure):
    """Found and all particles behind an efficiency of the physics table."""
    with open(folder / "tables" / "physics_physics.csv") as file:
        for row in csv.DictReader(file):
            if row["figure"] == figure:
                return row["passed"], row["total"]
    return "", ""


def main():
    names = ["run", "events", "hits"] + [name for name, _ in FIGURES]
    names += ["found_pt0.5", "particles_pt0.5", "s_per_event", "peak_mb"]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for folder in map(pathlib.Path, sys.argv[1:]):
        report = json.loads((folder / "report.json").read_text())
        metrics, events = report["metrics"], report["events"]["written"]
        row = [folder.name, events, round(metrics["physics.hits_per_event"])]
        row += [f"{metrics[key]:.4f}" if metrics.get(key, 9) < 1.5 else
                round(metrics[key]) if key in metrics else "" for _, key in FIGURES]
        row += passed_and_total(folder, "efficiency all pt0.5")
        row += [f"{report['wall_s'] / events:.2f}", round(report["peak_rss_mb"])]
        writer.writerow(row)


main()
