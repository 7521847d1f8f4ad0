#!/usr/bin/env python3
"""Draws the pictures of docs/physics.md and docs/performance.md from runs (needs matplotlib).

    plot.py efficiency PICTURE.svg LABEL=OUTPUT...   efficiency and fakes against pT and eta
    plot.py edges PICTURE.svg LABEL=OUTPUT...        edge purity at 98 % efficiency against pT and eta
    plot.py scaling PICTURE.svg OUTPUT...            time per stage and memory against hits per event

OUTPUT is the output folder of a `trackloom run`.
"""
import csv
import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "trackloom"
matplotlib.rcParams["svg.fonttype"] = "none"  # text stays text: small files
from matplotlib import pyplot


def table(folder, name):
    with open(pathlib.Path(folder) / "tables" / f"{name}.csv") as file:
        return [row for row in csv.DictReader(file)]


def curve(axis, rows, column, label):
    """Points with error bars; bins without entries are left out, an open last bin gets a width."""
    kept = [row for row in rows if row[column] != "-" and float(row["total" if "total" in row else "kept"]) > 0]
    low = [max(float(row["low"]), 0.05) if axis.get_xscale() == "log" else float(row["low"]) for row in kept]
    high = [1.5 * a if row["high"] == "inf" else float(row["high"]) for row, a in zip(kept, low)]
    value = [float(row[column]) for row in kept]
    errors = [[v - float(row[column + "_low"]) for v, row in zip(value, kept)],
              [float(row[column + "_high"]) - v for v, row in zip(value, kept)]]
    centre = [(a * b) ** 0.5 if axis.get_xscale() == "log" else (a + b) / 2 for a, b in zip(low, high)]
    axis.errorbar(centre, value, yerr=errors, marker="o", markersize=3, linewidth=1, label=label)


def labelled(arguments):
    return [argument.split("=", 1) for argument in arguments]


def panels(runs, pages):
    figure, axes = pyplot.subplots(len(pages) // 2, 2, figsize=(9, 3.2 * len(pages) // 2), layout="constrained")
    for axis, (name, column, x, y) in zip(axes.flat, pages):
        if x.startswith("pT"):
            axis.set_xscale("log")
        for label, folder in runs:
            curve(axis, table(folder, name), column, label)
        axis.set(xlabel=x, ylabel=y)
        axis.grid(alpha=0.3)
    axes.flat[0].legend()
    return figure


def efficiency(runs):
    return panels(runs, [
        ("physics_efficiency_pt", "efficiency", "pT of the particle / GeV", "efficiency"),
        ("physics_efficiency_eta", "efficiency", "eta (pT > 0.5 GeV)", "efficiency"),
        ("physics_fakes_pt", "fake_rate", "pT of the track / GeV", "fake rate"),
        ("physics_fakes_eta", "fake_rate", "eta of the track", "fake rate")])


def edges(runs):
    return panels(runs, [
        ("edges_pt", "purity", "pT / GeV", "purity of edges at 98 % efficiency"),
        ("edges_eta", "purity", "eta", "purity of edges at 98 % efficiency")])


def scaling(folders):
    reports = [json.loads((pathlib.Path(folder) / "report.json").read_text()) for folder in folders]
    reports.sort(key=lambda report: report["metrics"]["physics.hits_per_event"])
    hits = [report["metrics"]["physics.hits_per_event"] / 1e3 for report in reports]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    stages = sorted(reports[-1]["stages"], key=lambda stage: -stage["time_ms"]["mean"])
    for stage in stages[:10]:
        times = [next(s["time_ms"]["mean"] for s in report["stages"] if s["name"] == stage["name"]) for report in reports]
        left.plot(hits, times, marker="o", markersize=3, linewidth=1, label=stage["name"])
    left.set(xlabel="space points per event / 1000", ylabel="ms per event", xscale="log", yscale="log")
    left.legend(fontsize="small")
    right.plot(hits, [report["peak_rss_mb"] for report in reports], marker="o", label="peak memory of the process / MB")
    right.plot(hits, [sum(s["time_ms"]["mean"] for s in report["stages"]) for report in reports], marker="o",
               label="time of all stages / ms")
    right.set(xlabel="space points per event / 1000", xlim=(0, None), ylim=(0, None))
    right.legend()
    for axis in (left, right):
        axis.grid(alpha=0.3)
    return figure


def main():
    what, picture, runs = sys.argv[1], sys.argv[2], sys.argv[3:]
    figure = {"efficiency": lambda: efficiency(labelled(runs)), "edges": lambda: edges(labelled(runs)),
              "scaling": lambda: scaling(runs)}[what]()
    figure.savefig(picture, metadata={"Date": None})


main()
