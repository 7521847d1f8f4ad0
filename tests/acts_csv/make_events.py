#!/usr/bin/env python3
"""Makes the events in tests/acts_csv/data and tests/parquet/data with pyacts: 25 muons of 1 to 10 GeV each in the
TrackML detector, Fatras and geometric digitization; the same events as the CSV writers of ACTS' examples write
them, gzipped, and as their Parquet writer does.

    python tests/acts_csv/make_events.py      # with the packages of tools/simulation/requirements.txt
"""
import gzip
import shutil
import sys
import tempfile
from pathlib import Path

import acts
import acts.arrow
import acts.examples
import acts.examples.arrow
from acts.examples.simulation import (EtaConfig, MomentumConfig, ParticleConfig, addDigitization, addFatras,
                                      addParticleGun)

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
from simulation.detector import load_detector, write_digitization  # noqa: E402


def add_parquet(sequence, folder):
    """tracker_hits/ and particles/ below `folder`, as in the ColliderML data sets."""
    level = acts.logging.WARNING
    sequence.addAlgorithm(acts.examples.arrow.ArrowParticleOutputConverter(
        level=level, inputParticles="particles_simulated", outputTable="particles_table"))
    sequence.addAlgorithm(acts.examples.arrow.ArrowSimHitOutputConverter(
        level=level, inputSimHits="simhits", inputParticles="particles_simulated", inputClusters="clusters",
        inputSimHitMeasurementsMap="simhit_measurements_map",
        detectorResolver=acts.examples.arrow.makeVolumeIdDetectorResolver({}), outputTable="hits_table"))
    sequence.addWriter(acts.examples.arrow.ParquetWriter(
        level=level, outputDir=str(folder), eventsPerShard=1000,
        collections={"particles_table": "particles", "hits_table": "tracker_hits"},
        expectedSchemas={"particles_table": acts.arrow.particleSchema(), "hits_table": acts.arrow.simHitSchema()}))


def main():
    unit = acts.UnitConstants
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        detector, modules = load_detector(HERE.parent.parent / "share" / "detector" / "trackml.csv.gz")
        write_digitization(modules, work / "digitization.json")
        out = work / "csv"
        out.mkdir()
        sequence = acts.examples.Sequencer(events=2, numThreads=1, logLevel=acts.logging.WARNING, trackFpes=False,
                                           outputDir=str(work), outputTimingFile="timing.csv")
        geometry = detector.trackingGeometry()
        field = acts.ConstantBField(acts.Vector3(0, 0, 2 * unit.T))
        random = acts.examples.RandomNumbers(seed=5)
        addParticleGun(sequence, MomentumConfig(1 * unit.GeV, 10 * unit.GeV, transverse=True),
                       EtaConfig(-2.5, 2.5, uniform=True),
                       ParticleConfig(25, acts.PdgParticle.eMuon, randomizeCharge=True), rnd=random)
        addFatras(sequence, geometry, field, random, outputDirCsv=out)
        addDigitization(sequence, geometry, field, digiConfigFile=work / "digitization.json", rnd=random,
                        outputDirCsv=out)
        # Every layer measures both axes: no space point of this detector is made of two strips.
        sequence.addAlgorithm(acts.examples.SpacePointMaker(
            level=acts.logging.WARNING, inputMeasurements="measurement_subset", outputSpacePoints="spacepoints",
            trackingGeometry=geometry,
            geometrySelection=[acts.GeometryIdentifier(volume=v) for v in (7, 8, 9, 12, 13, 14, 16, 17, 18)]))
        sequence.addWriter(acts.examples.CsvSpacePointWriter(
            level=acts.logging.WARNING, inputSpacePoints="spacepoints", outputDir=str(out)))
        sequence.addWriter(acts.examples.CsvTrackingGeometryWriter(
            level=acts.logging.WARNING, trackingGeometry=geometry, outputDir=str(out), writePerEvent=False))
        tables = work / "parquet"
        add_parquet(sequence, tables)
        sequence.run()
        target = HERE / "data"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for file in sorted([*out.glob("event*.csv"), out / "detectors.csv"]):
            with gzip.GzipFile(filename="", mode="wb", compresslevel=9, mtime=0,
                               fileobj=open(target / (file.name + ".gz"), "wb")) as packed:
                packed.write(file.read_bytes())
        target = HERE.parent / "parquet" / "data"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(tables, target)


if __name__ == "__main__":
    main()
