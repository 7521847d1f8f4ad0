"""Pythia 8: one hard collision and Poisson(mu) pile-up collisions."""
import numpy as np

from .seeds import mixed_seed


class Generator:
    """Pythia 8: one hard collision and Poisson(mu) soft ones."""

    def __init__(self, options):
        self.options = options
        self.hard = self._pythia(["Top:gg2ttbar = on", "Top:qqbar2ttbar = on"]) if options.hard == "ttbar" else None
        self.soft = self._pythia([f"SoftQCD:{options.pileup_process} = on"])

    @staticmethod
    def _pythia(settings):
        import pythia8mc

        generator = pythia8mc.Pythia("", False)
        common = ["Print:quiet = on", "Beams:idA = 2212", "Beams:idB = 2212", "Beams:eCM = 14000.",
                  "Random:setSeed = on", "Random:seed = 1",
                  "ParticleDecays:limitTau0 = on", "ParticleDecays:tau0Max = 1000."]
        for line in common + settings:
            if not generator.readString(line):
                raise SystemExit("Pythia refuses: " + line)
        if not generator.init():
            raise SystemExit("Pythia did not start")
        return generator

    def event(self, event_id):
        """Final-state particles of one event as a list of tuples
        (vertex number, number in it, pdg, charge, mass, x, y, z, t, px, py, pz)."""
        o = self.options
        rng = np.random.default_rng([o.seed, event_id, 1])
        count = int(rng.poisson(o.mu))
        jobs = [(self.hard, 1)] if self.hard is not None else []
        jobs += [(self.soft, 0)] * count
        vertices = rng.normal(size=(len(jobs), 4)) * [o.sigma_xy, o.sigma_xy, o.sigma_z, o.sigma_t]
        self.vertices = vertices
        for generator, tag in ((self.hard, "hard"), (self.soft, "soft")):
            if generator is not None:
                generator.rndm.init(1 + mixed_seed(29, o.seed, event_id, tag))
        particles = []
        for number, (generator, _) in enumerate(jobs, start=1):
            while not generator.next():
                pass
            x0, y0, z0, t0 = vertices[number - 1]
            index = 0
            for p in generator.event:
                if not p.isFinal():
                    continue
                charge = p.charge()
                if charge == 0 and not (o.photons and p.id() == 22):
                    continue
                pt = p.pT()
                if pt < o.pt_min or abs(p.eta()) > o.eta_max:
                    continue
                dx, dy, dz = p.xProd(), p.yProd(), p.zProd()
                if dx * dx + dy * dy > 1000.0**2 or abs(dz) > 2900:
                    continue
                index += 1
                particles.append((number, index, p.id(), charge, p.m(), x0 + dx, y0 + dy, z0 + dz,
                                  t0 + p.tProd(), p.px(), p.py(), p.pz()))
        return particles
