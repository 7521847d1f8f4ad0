"""ACTS's CSV files to the four TrackML tables, with noise hits and hit weights."""
import gzip
from pathlib import Path

import numpy as np
import pandas as pd

from .detector import CELL_THRESHOLD

ORDER_PROFILE = np.array([10, 8, 6, 5, 3, 3, 3, 5, 6], float)
ORDER_MIN, ORDER_MAX = 4, 20


def order_profiles():
    """Weight of the i-th hit of a track of n hits, as a table [n, i]."""
    table = np.zeros((ORDER_MAX + 1, ORDER_MAX))
    knots = np.linspace(0, 1, len(ORDER_PROFILE))
    for n in range(ORDER_MIN, ORDER_MAX + 1):
        w = np.interp(np.linspace(0, 1, n), knots, ORDER_PROFILE)
        table[n, :n] = w / w.sum()
    return table


def hit_weights(particle_id, tz, particles):
    """TrackML weights: (order along the track by |z - vertex z|) x (pT), sum 1."""
    p = particles.set_index("particle_id")
    pt = np.hypot(p.px, p.py)
    pt_weight = np.where(pt < 0.05, 0.0, np.interp(pt, [0.5, 3.0], [0.2, 1.0]))
    known = np.isin(particle_id, p.index)
    at = pd.Series(np.arange(len(p)), index=p.index)
    row = np.zeros(len(particle_id), int)
    row[known] = at.loc[particle_id[known]].to_numpy()
    frame = pd.DataFrame({"id": np.where(known, particle_id, 0),
                          "d": np.where(known, np.abs(tz - p.vz.to_numpy()[row]), 0.0)})
    size = frame.groupby("id").d.transform("size").to_numpy()
    rank = (frame.groupby("id").d.rank(method="first").to_numpy() - 1).astype(int)
    inside = known & (rank < ORDER_MAX)
    w = np.zeros(len(frame))
    table = order_profiles()
    w[inside] = table[np.minimum(size[inside], ORDER_MAX), rank[inside]] * pt_weight[row[inside]]
    total = w.sum()
    return w / total if total > 0 else w


def pack_id(frame):
    """64-bit particle id, TrackML-like: vertex << 52 | particle << 36 | generation << 28 | sub-particle.
    The daughters of hadronic interactions count their particles from 32768."""
    part = [frame["particle_id_" + k].to_numpy(np.int64) for k in ("pv", "part", "gen", "subpart")]
    part[1] = part[1] + np.where(frame.particle_id_sv > 0, 1 << 15, 0)
    for value, limit in zip(part, (1 << 11, 1 << 16, 1 << 8, 1 << 28)):
        if len(value) and value.max() >= limit:
            raise ValueError("a particle number does not fit the id")
    return (part[0] << 52) | (part[1] << 36) | (part[2] << 28) | part[3]


def convert(workdir, modules, vertices, event_id, options):
    """ACTS CSV files -> the four TrackML tables."""
    stem = str(Path(workdir) / "event000000000-")
    measurements = pd.read_csv(stem + "measurements.csv")
    links = pd.read_csv(stem + "measurement-simhit-map.csv")
    simhits = pd.read_csv(stem + "hits.csv")
    cells = pd.read_csv(stem + "cells.csv")
    simulated = pd.concat([pd.read_csv(f) for f in sorted(Path(workdir).glob("*-particles_*.csv"))], ignore_index=True)
    simulated["particle_id"] = pack_id(simulated)
    simhits["particle_id"] = pack_id(simhits)

    index = pd.Series(np.arange(len(modules)), index=modules.geometry_id.astype(np.uint64))
    where = index.loc[measurements.geometry_id.astype(np.uint64)].to_numpy()

    # the energy a crossing leaves: path length in the silicon times 1 / beta^2
    sim_module = index.loc[simhits.geometry_id.astype(np.uint64)].to_numpy()
    normal = modules[["rot_xw", "rot_yw", "rot_zw"]].to_numpy()[sim_module]
    momentum = simhits[["tpx", "tpy", "tpz"]].to_numpy()
    size = np.linalg.norm(momentum, axis=1)
    slope = np.abs((momentum * normal).sum(1)) / size
    length = np.minimum(modules.module_t.to_numpy()[sim_module] / np.maximum(slope, 1e-3), 5.0)
    simhits["left"] = length * (simhits.te.to_numpy() / size) ** 2

    share = simhits.iloc[links.hit_id.to_numpy()].copy()
    share["measurement"] = links.measurement_id.to_numpy()
    share["sum"] = share.groupby(["measurement", "particle_id"]).left.transform("sum")
    share = share.sort_values(["measurement", "sum", "left"], kind="stable").groupby("measurement").tail(1)
    share = share.set_index("measurement").loc[measurements.measurement_id]
    merged = int((links.groupby("measurement_id").size() > 1).sum())

    signal = pd.DataFrame({
        "module": where, "x": measurements.global_x, "y": measurements.global_y, "z": measurements.global_z,
        "particle_id": share.particle_id.to_numpy(),
        **{k: share[k].to_numpy() for k in ("tx", "ty", "tz", "tpx", "tpy", "tpz")}})

    # noise: single cells anywhere on modules drawn uniformly
    rng = np.random.default_rng([options.seed, event_id, 2])
    mean = len(signal) * options.noise / (1 - options.noise)
    count = int(rng.poisson(mean)) if options.noise > 0 else 0
    hit = rng.integers(0, len(modules), count)
    m = modules.iloc[hit]
    n1 = np.round(2 * m.module_hv / m.pitch_v).to_numpy(int)
    ch1 = np.minimum((rng.random(count) * n1).astype(int), n1 - 1)
    v = (ch1 + 0.5) * m.pitch_v.to_numpy() - m.module_hv.to_numpy()
    low, high, hv = m.module_minhu.to_numpy(), m.module_maxhu.to_numpy(), m.module_hv.to_numpy()
    half = low + (high - low) * (v + hv) / (2 * hv)
    u = (2 * rng.random(count) - 1) * half
    ch0 = np.floor((u + high) / m.pitch_u.to_numpy()).astype(int)
    u = (ch0 + 0.5) * m.pitch_u.to_numpy() - high
    xyz = m[["cx", "cy", "cz"]].to_numpy() + u[:, None] * m[["rot_xu", "rot_yu", "rot_zu"]].to_numpy() \
        + v[:, None] * m[["rot_xv", "rot_yv", "rot_zv"]].to_numpy()
    value = m.module_t.to_numpy() * rng.uniform(CELL_THRESHOLD, 1.0, count)
    noise = pd.DataFrame({"module": hit, "x": xyz[:, 0], "y": xyz[:, 1], "z": xyz[:, 2], "particle_id": 0,
                          "tx": xyz[:, 0], "ty": xyz[:, 1], "tz": xyz[:, 2], "tpx": 0.0, "tpy": 0.0, "tpz": 0.0})

    both = pd.concat([signal, noise], ignore_index=True)
    both["row"] = np.arange(len(both))
    # within a module noise must not stand at the end: order by position
    both = both.sort_values(["module", "x", "y", "z"], kind="stable", ignore_index=True)
    both["hit_id"] = np.arange(1, len(both) + 1)
    new_id = np.empty(len(both), int)
    new_id[both.row] = both.hit_id

    cell_rows = pd.DataFrame({"row": cells.measurement_id, "ch0": cells.channel0, "ch1": cells.channel1,
                              "value": cells.value})
    cell_rows = pd.concat([cell_rows, pd.DataFrame({"row": len(signal) + np.arange(count), "ch0": ch0, "ch1": ch1,
                                                    "value": value})], ignore_index=True)
    cell_rows["hit_id"] = new_id[cell_rows.row]
    cell_rows = cell_rows.sort_values(["hit_id", "ch0", "ch1"], ignore_index=True)[["hit_id", "ch0", "ch1", "value"]]

    nhits = both.particle_id.value_counts()
    particles = simulated[simulated.q != 0].copy()
    particles["q"] = particles.q.round().astype(int)
    particles["nhits"] = nhits.reindex(particles.particle_id).fillna(0).astype(int).to_numpy()
    pt = np.hypot(particles.px, particles.py)
    particles = particles[(particles.nhits > 0) | (pt >= options.pt_min)]
    particles = particles.sort_values("particle_id")
    particles = particles[["particle_id", "vx", "vy", "vz", "px", "py", "pz", "q", "nhits"]].reset_index(drop=True)

    tm = modules.iloc[both.module]
    hits = pd.DataFrame({"hit_id": both.hit_id, "x": both.x, "y": both.y, "z": both.z,
                         "volume_id": tm.volume_id.to_numpy(), "layer_id": tm.layer_id.to_numpy(),
                         "module_id": tm.module_id.to_numpy()})
    truth = both[["hit_id", "particle_id", "tx", "ty", "tz", "tpx", "tpy", "tpz"]].copy()
    truth["weight"] = hit_weights(truth.particle_id.to_numpy(), truth.tz.to_numpy(), particles)
    info = {"collisions": len(vertices), "hits": len(hits), "noise": count, "simulated_crossings": len(simhits),
            "merged_clusters": merged, "cells": len(cell_rows), "particles": len(particles)}
    return {"hits": hits, "cells": cell_rows, "particles": particles, "truth": truth}, info


def write_table(frame, path):
    text = frame.to_csv(index=False, float_format="%.6g", lineterminator="\n").encode()
    temporary = path.with_name(path.name + ".part")
    with open(temporary, "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as out:
            out.write(text)
    temporary.replace(path)
    return path.stat().st_size
