#!/usr/bin/env python3
"""Draws a training log: plot.py LOG.csv PICTURE.svg   (needs matplotlib)"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

with open(sys.argv[1]) as log:
    rows = list(csv.DictReader(log))
figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
if "edges" in rows[0]:  # gnn_torch.train_interaction_network
    unit, losses, loss_label = "edges", ("loss", "validation_loss"), "cross entropy"
    figures = (("auc", "AUC"), ("purity_at_98", "purity at 98 % efficiency"))
elif "triplets" in rows[0]:  # triplets.train
    unit, losses, loss_label = "triplets", ("loss", "validation_loss"), "cross entropy"
    figures = (("auc", "AUC"), ("purity_at_98", "purity at 98 % efficiency"))
else:  # metric_learning.train_embedding
    unit, losses, loss_label = "pairs", ("loss",), "contrastive loss"
    figures = (("purity_at_95", "purity at 95 % efficiency"), ("purity_at_98", "at 98 %"))
seen = [float(row[unit]) / 1e6 for row in rows]
values = {name: [float(row[name]) for row in rows] for name, _ in figures}
for name in losses:
    left.plot(seen, [float(row[name]) for row in rows], label=name.replace("_", " "))
left.set(xlabel=f"{unit} trained on / million", ylabel=loss_label, yscale="log")
left.legend()
for name, label in figures:
    right.plot(seen, values[name], label=label)
lowest, highest = min(map(min, values.values())), max(map(max, values.values()))
limits = (0.98, 1) if lowest > 0.98 else (0.8, 1) if lowest > 0.8 else (0, 1.1 * highest)
right.set(xlabel=f"{unit} trained on / million", ylim=limits)
right.legend()
figure.savefig(sys.argv[2])
