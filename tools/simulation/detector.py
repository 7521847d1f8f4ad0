"""The TrackML detector as ACTS builds it, and its digitization."""
import json
from pathlib import Path

import numpy as np
import pandas as pd

# silicon: thickness and pitches per volume (mm); the endcap long strips are a
# little shorter so that a module holds a whole number of them
PIXEL, SHORT, LONG = (7, 8, 9), (12, 13, 14), (16, 17, 18)
PITCH = {v: (0.05, 0.05625) for v in PIXEL}
PITCH |= {v: (0.08, 1.2) for v in SHORT}
PITCH |= {16: (0.12, 10.4), 17: (0.12, 10.8), 18: (0.12, 10.4)}
THICKNESS = {v: 0.15 for v in PIXEL} | {v: 0.25 for v in SHORT} | {v: 0.35 for v in LONG}
CELL_THRESHOLD = 0.07   # of the thickness
CELL_SMEARING = 0.04    # of the thickness

ROT = ["rot_xu", "rot_xv", "rot_xw", "rot_yu", "rot_yv", "rot_yw", "rot_zu", "rot_zv", "rot_zw"]
DET_COLUMNS = ["volume_id", "layer_id", "module_id", "cx", "cy", "cz", *ROT,
               "module_t", "module_minhu", "module_maxhu", "module_hv", "pitch_u", "pitch_v"]


def load_detector(reference=None):
    """Build the ACTS detector and the table of its modules.

    Returns (detector, modules): modules has the detectors.csv columns plus
    acts_sensitive, the ACTS number of the module, which differs from the
    TrackML module_id in the endcaps.  With a reference detectors.csv the
    modules take its numbers (matched by position and orientation).
    """
    import acts
    import acts.examples
    from scipy.spatial import cKDTree

    config = acts.examples.GenericDetector.Config()
    for name in ("logLevel", "surfaceLogLevel", "layerLogLevel", "volumeLogLevel"):
        setattr(config, name, acts.logging.WARNING)
    detector = acts.examples.GenericDetector(config)
    context = detector.nominalGeometryContext()
    up = acts.Vector3(0, 0, 1)
    rows = []
    for gid, surface in detector.trackingGeometry().geoIdSurfaceMap().items():
        if gid.sensitive == 0:
            continue
        at = [np.array([p[0], p[1], p[2]]) for p in
              (surface.localToGlobal(context, acts.Vector2(*uv), up) for uv in ((0, 0), (1, 0), (0, 1)))]
        u, v = at[1] - at[0], at[2] - at[0]
        axes = np.stack([u, v, np.cross(u, v)], axis=1)
        b = [float(x) for x in surface.bounds.values()]
        if b[0] < 0:  # rectangle: min x, min y, max x, max y
            shape = (b[2], b[2], b[3])
        else:         # trapezoid: half x at -y, half x at +y, half y
            shape = (b[0], b[1], b[2])
        rows.append((gid.volume, gid.layer, gid.sensitive, *at[0], *axes.ravel(),
                     THICKNESS[gid.volume], *shape, *PITCH[gid.volume], gid.sensitive, gid.value))
    modules = pd.DataFrame(rows, columns=DET_COLUMNS + ["acts_sensitive", "geometry_id"])
    if reference is not None:
        ref = pd.read_csv(reference)
        if len(ref) != len(modules):
            raise SystemExit(f"{len(modules)} modules here, {len(ref)} in the reference geometry")
        for key, mine in modules.groupby(["volume_id", "layer_id"]):
            theirs = ref[(ref.volume_id == key[0]) & (ref.layer_id == key[1])]
            if len(theirs) != len(mine):
                raise SystemExit(f"layer {key}: {len(mine)} modules here, {len(theirs)} in the reference")
            distance, index = cKDTree(theirs[["cx", "cy", "cz"]]).query(mine[["cx", "cy", "cz"]])
            match = theirs.iloc[index]
            off = np.abs(match[ROT].to_numpy() - mine[ROT].to_numpy()).max()
            if distance.max() > 0.01 or off > 1e-4 or len(set(index)) != len(index):
                raise SystemExit(f"layer {key} does not match the reference geometry")
            modules.loc[mine.index, "module_id"] = match.module_id.to_numpy()
    modules = modules.sort_values(["volume_id", "layer_id", "module_id"], ignore_index=True)
    return detector, modules


def write_digitization(modules, path):
    """Geometric digitization settings in ACTS's JSON form, from the numbers above."""

    def entry(where, row):
        axes = []
        for name, half, pitch in (("binX", row.module_maxhu, row.pitch_u), ("binY", row.module_hv, row.pitch_v)):
            axes.append({"type": "equidistant", "option": "open", "value": name,
                         "bins": round(2 * half / pitch), "min": -half, "max": half})
        geometric = {"indices": [0, 1], "digital": False, "thickness": row.module_t,
                     "threshold": CELL_THRESHOLD * row.module_t,
                     "charge-smearing": {"type": "Gauss", "mean": 0.0, "stddev": CELL_SMEARING * row.module_t},
                     "segmentation": {"binningdata": axes}}
        return {**where, "value": {"geometric": geometric}}

    entries = []
    for volume, group in modules.groupby("volume_id"):
        if group.module_maxhu.nunique() == 1:
            entries.append(entry({"volume": int(volume)}, group.iloc[0]))
        else:  # rings of different width: one entry a module
            for row in group.itertuples():
                entries.append(entry({"volume": int(volume), "layer": int(row.layer_id),
                                      "sensitive": int(row.acts_sensitive)}, row))
    content = {"acts-geometry-hierarchy-map": {"format-version": 0, "value-identifier": "digitization-configuration"},
               "entries": entries}
    Path(path).write_text(json.dumps(content))
