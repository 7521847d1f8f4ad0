"""Fatras and geometric digitization of one event."""
import math

import numpy as np

from .hadronic import hadronic_step


def simulate(detector, digitization, particles, seed, workdir, options):
    """Fatras and digitization of one event; ACTS's CSV files land in workdir."""
    import acts
    import acts.examples
    from acts.examples.simulation import addDigitization, addFatras

    u = acts.UnitConstants

    class Feed(acts.examples.IReader):
        def __init__(self):
            acts.examples.IReader.__init__(self, "Feed", acts.logging.WARNING)
            self.handle = acts.examples.WriteDataHandle(self, acts.examples.SimParticleContainer, "OutputParticles")
            self.handle.initialize("generated")

        def availableEvents(self):
            return (0, 1)

        def read(self, context):
            container = acts.examples.SimParticleContainer()
            for vertex, index, pdg, charge, mass, x, y, z, t, px, py, pz in particles:
                barcode = acts.examples.SimBarcode()
                barcode.vertexPrimary = vertex
                barcode.particle = index
                p = acts.examples.SimParticle(barcode, acts.PdgParticle(pdg), charge * u.e, max(mass, 0.0) * u.GeV)
                p.fourPosition = acts.Vector4(x, y, z, t)
                momentum = math.sqrt(px * px + py * py + pz * pz)
                p.direction = acts.Vector3(px / momentum, py / momentum, pz / momentum)
                p.absoluteMomentum = momentum * u.GeV
                container.insert(p)
            self.handle(context, container)
            return acts.examples.ProcessCode.SUCCESS

    sequencer = acts.examples.Sequencer(events=1, numThreads=1, logLevel=acts.logging.WARNING,
                                        trackFpes=False, outputDir=str(workdir), outputTimingFile="timing.csv")
    feed = Feed()
    sequencer.addReader(feed)
    rnd = acts.examples.RandomNumbers(seed=seed)
    geometry = detector.trackingGeometry()
    field = acts.ConstantBField(acts.Vector3(0, 0, 2 * u.T))
    common = {"pMin": options.p_min * u.GeV, "logLevel": acts.logging.FATAL}
    kept = "simhits_first" if options.hadronic else "simhits"
    addFatras(sequencer, geometry, field, rnd, inputParticles="generated", outputParticles="particles_first",
              outputSimHits=kept, **common)
    written = {"particles_first": "particles_simulated"}
    if options.hadronic:
        interact, join = hadronic_step(np.random.default_rng([seed, 3]), options.p_min, kept, "simhits_second")
        sequencer.addAlgorithm(interact)
        addFatras(sequencer, geometry, field, rnd, inputParticles="daughters", outputParticles="particles_second",
                  outputSimHits="simhits_second", **common)
        written["particles_second"] = "particles_daughters"
        sequencer.addAlgorithm(join)
    for collection, stem in written.items():
        sequencer.addWriter(acts.examples.CsvParticleWriter(
            level=acts.logging.ERROR, inputParticles=collection, outputStem=stem, outputDir=str(workdir)))
    sequencer.addWriter(acts.examples.CsvSimHitWriter(
        level=acts.logging.ERROR, inputSimHits="simhits", outputStem="hits", outputDir=str(workdir)))
    addDigitization(sequencer, geometry, field, digiConfigFile=digitization, rnd=rnd, doMerge=True,
                    outputDirCsv=workdir, logLevel=acts.logging.ERROR)
    sequencer.run()
