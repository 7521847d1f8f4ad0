#!/usr/bin/env python3
"""Draws a training log: plot.py LOG.csv PICTURE.svg   (needs matplotlib)"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

with open(sys.argv[1]) as log:
    rows = list(csv.DictReader(log))
edges = [float(row["edges"]) / 1e6 for row in rows]
figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
for name in ("loss", "validation_loss"):
    left.plot(edges, [float(row[name]) for row in rows], label=name.replace("_", " "))
left.set(xlabel="edges trained on / million", ylabel="cross entropy", yscale="log")
left.legend()
for name, label in (("auc", "AUC"), ("purity_at_98", "purity at 98 % efficiency")):
    right.plot(edges, [float(row[name]) for row in rows], label=label)
right.set(xlabel="edges trained on / million", ylim=(0.8, 1.0))
right.legend()
figure.savefig(sys.argv[2])
