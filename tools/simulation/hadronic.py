"""A plain model of hadronic interactions between two Fatras passes."""
import heapq
import math

import numpy as np

HADRONS = {211, 321, 2212, 3112, 3222, 3312, 3334}
# chosen so that the spectrum of hits per particle and the shares of secondary
# and of positive particles come near those of the real TrackML events
HADRONIC_SCALE = 0.5              # of Fatras's L0 depth, which the detector's material overstates
HADRONIC_MULTIPLICITY = (0.4, 0.7)  # mean charged daughters = a + b log(1 + p / GeV)
HADRONIC_PROTONS = 0.4


def hadronic_step(rng, p_min, first, second):
    """Two ACTS algorithms that let charged hadrons interact with the material.

    Fatras's nuclear interaction is not reachable from Python, so this is a
    plain model.  Fatras records how many nuclear interaction lengths L0 a
    particle crossed; it interacts if an exponential draw falls below that, at
    the same fraction of its hit sequence as of its material.  Later hits are
    dropped and a few daughters (pions, protons, kaons) start there, sharing
    about 85 % of the momentum with the unseen neutrals, with 0.3 GeV of
    transverse spread.  Daughters do not interact again.

    The first algorithm makes the collection "daughters", to be simulated into
    the hit collection `second`; the last one joins the hits into "simhits".
    """
    import acts
    import acts.examples

    ex, u = acts.examples, acts.UnitConstants
    dropped = set()  # positions in the first hit collection

    class Interact(ex.IAlgorithm):
        def __init__(self):
            ex.IAlgorithm.__init__(self, "HadronicInteractions", acts.logging.WARNING)
            self.particles = ex.ReadDataHandle(self, ex.SimParticleContainer, "particles")
            self.particles.initialize("particles_first")
            self.hits = ex.ReadDataHandle(self, ex.SimHitContainer, "hits")
            self.hits.initialize(first)
            self.daughters = ex.WriteDataHandle(self, ex.SimParticleContainer, "daughters")
            self.daughters.initialize("daughters")

        def execute(self, context):
            doomed = {}
            for p in self.particles(context.eventStore):
                if abs(p.pdg.value) not in HADRONS:
                    continue
                depth = HADRONIC_SCALE * p.pathInL0
                draw = rng.exponential()
                if draw < depth:
                    b = p.particleId
                    n = p.numberOfHits
                    last = int(draw / depth * (n + 1))
                    if last < n:  # else behind its last hit
                        doomed[b.vertexPrimary, b.particle, b.generation, b.subParticle] = (p, last, [])
            for i, hit in enumerate(self.hits(context.eventStore)):
                b = hit.particleId
                entry = doomed.get((b.vertexPrimary, b.particle, b.generation, b.subParticle))
                if entry is not None:
                    entry[2].append((hit.index, hit))
                    if hit.index >= entry[1]:
                        dropped.add(i)
            daughters, made = ex.SimParticleContainer(), {}
            for key, (p, last, hits) in doomed.items():
                hits.sort(key=lambda h: h[0])
                after = next((h for i, h in hits if i >= last), None)
                if after is None:
                    continue
                before = [h for i, h in hits if i < last]
                start = before[-1].fourPosition if before else p.fourPosition
                end = after.fourPosition
                f = rng.uniform(0.5, 1.0)
                where = acts.Vector4(*[start[i] + f * (end[i] - start[i]) for i in range(4)])
                m4 = after.momentum4Before
                momentum = np.array([m4[0], m4[1], m4[2]]) / u.GeV
                size = float(np.linalg.norm(momentum))
                axis = momentum / size
                side = np.cross(axis, [1.0, 0, 0] if abs(axis[0]) < 0.9 else [0, 1.0, 0])
                side /= np.linalg.norm(side)
                other = np.cross(axis, side)
                count = rng.poisson(HADRONIC_MULTIPLICITY[0] + HADRONIC_MULTIPLICITY[1] * math.log1p(size))
                if count == 0:
                    continue
                share = rng.dirichlet(np.full(int(math.ceil(1.5 * count)), 0.8))[:count]
                for k in range(count):
                    kick = rng.normal(scale=0.3 / math.sqrt(2), size=2)
                    q = 0.85 * size * share[k] * axis + kick[0] * side + kick[1] * other
                    norm = float(np.linalg.norm(q))
                    kind = rng.random()
                    pdg = 2212 if kind < HADRONIC_PROTONS else 321 if kind < HADRONIC_PROTONS + 0.05 else 211
                    if pdg != 2212 and rng.random() < 0.5:
                        pdg = -pdg
                    if norm < p_min:
                        continue
                    made[key[0]] = made.get(key[0], 0) + 1
                    b = ex.SimBarcode()  # Fatras wants generation 0 and sub-particle 0
                    b.vertexPrimary, b.vertexSecondary, b.particle = key[0], 1, made[key[0]]
                    d = ex.SimParticle(b, acts.PdgParticle(pdg))
                    d.fourPosition = where
                    d.direction = acts.Vector3(*(q / norm))
                    d.absoluteMomentum = norm * u.GeV
                    daughters.insert(d)
            self.daughters(context, daughters)
            return ex.ProcessCode.SUCCESS

    class Join(ex.IAlgorithm):
        def __init__(self):
            ex.IAlgorithm.__init__(self, "JoinHits", acts.logging.WARNING)
            self.inputs = []
            for name in (first, second):
                handle = ex.ReadDataHandle(self, ex.SimHitContainer, name)
                handle.initialize(name)
                self.inputs.append(handle)
            self.out = ex.WriteDataHandle(self, ex.SimHitContainer, "simhits")
            self.out.initialize("simhits")

        def execute(self, context):
            one, two = (handle(context.eventStore) for handle in self.inputs)
            sources = ([h for i, h in enumerate(one) if i not in dropped], list(two))
            joined = ex.SimHitContainer()
            # in the order of the collection, so that an insertion moves nothing
            for hit in heapq.merge(*sources, key=lambda h: h.geometryId.value):
                joined.insert(hit)
            self.out(context, joined)
            return ex.ProcessCode.SUCCESS

    return Interact(), Join()
