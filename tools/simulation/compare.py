"""Simulated events against the real TrackML events, quantity by quantity."""
from pathlib import Path

import numpy as np
import pandas as pd

from .detector import LONG, PIXEL, SHORT


def describe(folder):
    """One row per event, of quantities that the real events have too."""
    rows, spectra = [], []
    for path in sorted(Path(folder).glob("event*-hits.csv.gz")):
        hits = pd.read_csv(path)
        particles = pd.read_csv(str(path).replace("-hits", "-particles"))
        pt = np.hypot(particles.px, particles.py)
        eta = np.arcsinh(particles.pz / pt)
        particles = particles[(pt >= 0.1) & (np.abs(eta) < 4)]
        pt = np.hypot(particles.px, particles.py)
        rho = np.hypot(particles.vx, particles.vy)
        spots = particles[rho < 0.2].groupby(["vx", "vy", "vz"]).size().reset_index(name="n")
        spots = spots[spots.n >= 3]
        row = {"hits": len(hits), "particles (pT>0.1, |eta|<4)": len(particles),
               "hits of those particles / hits": particles.nhits.sum() / len(hits),
               "vertices with >=3 of them": len(spots), "vertex rms x [um]": 1e3 * spots.vx.std(),
               "vertex rms z [mm]": spots.vz.std(), "from vertex radius > 1 mm": (rho > 1).mean(),
               "pT median": pt.median(), "pT>1 share": (pt > 1).mean(), "positive share": (particles.q > 0).mean(),
               "nhits = 0 share": (particles.nhits == 0).mean(), "nhits mean (if any)": particles.nhits[particles.nhits > 0].mean(),
               "nhits median (if any)": particles.nhits[particles.nhits > 0].median(),
               "nhits >= 3, pT>1": int(((pt > 1) & (particles.nhits >= 3)).sum()),
               "modules hit": len(hits.groupby(["volume_id", "layer_id", "module_id"]))}
        for volume in PIXEL + SHORT + LONG:
            row[f"hit share volume {volume}"] = (hits.volume_id == volume).mean()
        rows.append(row)
        spectra.append(np.bincount(particles.nhits.clip(upper=20), minlength=21) / len(particles))
    return pd.DataFrame(rows), np.mean(spectra, axis=0), len(rows)


def compare(folder, real):
    mine, my_spectrum, n = describe(folder)
    theirs, their_spectrum, m = describe(real)
    print(f"mean over events (rms): simulated {n} events | real TrackML {m} events")
    for name in mine.columns:
        def show(c):
            return f"{c.mean():12.4g} ({c.std(ddof=0):8.3g})"
        print(f"{name:34s} {show(mine[name])} {show(theirs[name])}")
    print("share of particles per number of hits (20 = 20 or more)")
    for k in range(21):
        print(f"  {k:3d} {my_spectrum[k]:8.4f} {their_spectrum[k]:8.4f}")
