#!/usr/bin/env python3
"""Judges an NWB file: pynwb validates it, pynwb and Neo read it, and what they read is compared with what Neo reads from
the NIX file of the same data, which `check_nix.py` judges.

Usage: check_nwb.py FILE.nwb FILE.nix

Exits with 1 and a list when anything differs or the validator reports an error.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import neo
import numpy
import pynwb

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from judge import conclude, expect, problems


def same_times(where, found, expected):
    expect(found.shape == expected.shape and numpy.allclose(found, expected, rtol=0, atol=1e-9), f"{where}: times")


def check_table(file, blocks):
    """pynwb's own view: the table of units, the time series."""
    trains = [(b, s, t) for b in blocks for s in b.segments for t in s.spiketrains]
    units = file.units.to_dataframe()
    expect(trains and len(units) == len(trains), f"{len(units)} units, not {len(trains)}")
    for (block, segment, train), (_, unit) in zip(trains, units.iterrows()):
        where = f"unit of {block.name}, {segment.name}, {train.annotations['source_index']}"
        same_times(where, numpy.asarray(unit.spike_times) * 1000, train.rescale("ms").magnitude)
        same_times(where, numpy.asarray(unit.obs_intervals).ravel() * 1000,
                   numpy.array([float(train.t_start.rescale("ms")), float(train.t_stop.rescale("ms"))]))
        for name in ("source_population", "source_index", "source_id"):
            expect(unit[name] == train.annotations[name], f"{where}: {name} is {unit[name]}")
        expect((unit.block, unit.segment) == (block.name, segment.name), f"{where}: place")
    signals = [(b, s, a) for b in blocks for s in b.segments for a in s.analogsignals]
    expect(signals and len(file.acquisition) == len(signals), f"{len(file.acquisition)} series, not {len(signals)}")
    places = {}
    for series in file.acquisition.values():
        comments = json.loads(series.comments)
        places[comments["block"], comments["segment"], series.description.split(" of ")[0]] = series, comments
    for block, segment, signal in signals:
        where = f"series {signal.name} of {block.name}"
        series, comments = places[block.name, segment.name, signal.name]
        expect(numpy.array_equal(series.data[:], signal.magnitude, equal_nan=True), f"{where}: values")
        expect(abs(series.rate - float(signal.sampling_rate.rescale("Hz"))) < 1e-6, f"{where}: rate {series.rate}")
        expect(abs(series.starting_time * 1000 - float(signal.t_start.rescale("ms"))) < 1e-9, f"{where}: start")
        unit = {"mV": "volts"}.get(signal.dimensionality.string, signal.dimensionality.string)
        expect(series.unit == unit, f"{where}: unit {series.unit}")
        index = signal.array_annotations["channel_index"].tolist()
        expect(comments["channel_index"] == index, f"{where}: channels {comments['channel_index']}")
    notes = json.loads(file.notes)
    for block in blocks:
        for name in ("label", "size", "dt", "simulator"):
            expect(notes[block.name]["annotations"][name] == block.annotations[name], f"notes of {block.name}: {name}")


def check_neo(found, blocks):
    """Neo's view of the file."""
    expect({b.name for b in found} == {b.name for b in blocks}, f"blocks {[b.name for b in found]}")
    by_name = {block.name: block for block in found}
    for block in blocks:
        segments = {s.name: s for s in by_name[block.name].segments}
        for segment in block.segments:
            if not segment.spiketrains and not segment.analogsignals:
                continue
            where, other = f"{block.name}, {segment.name}", segments[segment.name]
            expect(len(other.spiketrains) == len(segment.spiketrains), f"{where}: {len(other.spiketrains)} trains")
            for mine, train in zip(other.spiketrains, segment.spiketrains):
                same_times(f"{where}: train", mine.rescale("ms").magnitude, train.rescale("ms").magnitude)
                for name in ("t_start", "t_stop"):
                    a, b = (float(getattr(t, name).rescale("ms")) for t in (mine, train))
                    expect(abs(a - b) < 1e-9, f"{where}: {name} {a}, not {b}")
            expect(len(other.analogsignals) == len(segment.analogsignals), f"{where}: signals")
            for mine, signal in zip(sorted(other.analogsignals, key=lambda s: s.description),
                                    sorted(segment.analogsignals, key=lambda s: s.name)):
                expect(numpy.array_equal(mine.magnitude, signal.magnitude, equal_nan=True), f"{where}: {mine.name}")
                expect(mine.dimensionality == signal.dimensionality or signal.dimensionality.string == "nA",
                       f"{where}: {mine.name} in {mine.dimensionality}")
                expect(abs(float((mine.sampling_period - signal.sampling_period).rescale("ms"))) < 1e-9,
                       f"{where}: {mine.name} every {mine.sampling_period}")


def main():
    path, nix = sys.argv[1:3]
    with neo.NixIO(nix, "ro") as file:
        blocks = file.read_all_blocks()
    result = pynwb.validate(path=path)
    errors = result[0] if isinstance(result, tuple) else result
    for error in errors:
        problems.append(f"validator: {error}")
    with pynwb.NWBHDF5IO(path, "r") as io:
        check_table(io.read(), blocks)
    check_neo(neo.io.NWBIO(path, "r").read_all_blocks(), blocks)
    trains = sum(len(s.spiketrains) for b in blocks for s in b.segments)
    conclude(f"{len(blocks)} blocks, {trains} spike trains")


main()
