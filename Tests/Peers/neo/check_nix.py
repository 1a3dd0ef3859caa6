#!/usr/bin/env python3
"""Judges a NIX file: Neo reads it, and what it reads is compared with the SQLite database it was exported from.

Usage: check_nix.py FILE.nix DATABASE.sqlite

The database is decoded here from its tables and raw words, with Python's own sqlite3 and struct; nothing of the
Swift code takes part. `SWINN_SAMPLE_DIR=FOLDER swift test -c release --filter BlockExporterTests` writes a sample,
FOLDER/sample.nix and FOLDER/sample.sqlite, and so can any script. Exits with 1 and a list when anything differs, or when
nixio's validator reports an error that is not known to be a fault of the validator.
"""

import json
import sqlite3
import struct
import sys
from datetime import datetime, timezone
from pathlib import Path

import neo
import nixio
import numpy
import quantities

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from judge import conclude, expect, problems


def words(blob):
    return list(struct.unpack(f"<{len(blob) // 4}I", blob))


def annotations(text):
    return {name: next(iter(form.values())) for name, form in json.loads(text).items()}


class Database:
    """What the database says, decoded on its own."""

    def __init__(self, path):
        self.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.connection.row_factory = sqlite3.Row
        self.run = self.rows("SELECT * FROM run")[0]
        self.dt = self.run["timeStep"]

    def rows(self, sql, *arguments):
        return self.connection.execute(sql, arguments).fetchall()

    def populations(self):
        return self.rows("SELECT * FROM population ORDER BY id")

    def segments(self, population):
        return self.rows("SELECT * FROM segment WHERE number >= ? ORDER BY number", population["firstSegment"])

    def recordings(self, population, segment):
        return self.rows(
            "SELECT * FROM recording WHERE population = ? AND segment = ? ORDER BY id",
            population["id"], segment["number"],
        )

    def records(self, recording):
        """Yields (neuron indices, words of one record)."""
        for region in self.rows("SELECT * FROM region WHERE recording = ?", recording["id"]):
            neurons = words(region["neuronIndices"])
            width = 1 + ((len(neurons) + 31) // 32 if recording["kind"] == "spikes" else len(neurons))
            for row in self.rows("SELECT * FROM data WHERE region = ? ORDER BY extraction", region["id"]):
                raw = row["bytes"]
                assert len(raw) % (4 * width) == 0, "a torn record in the database"
                for start in range(0, len(raw), 4 * width):
                    yield neurons, struct.unpack(f"<{width}I", raw[start:start + 4 * width])

    def spikes(self, recording):
        times = {neuron: [] for neuron in words(recording["neuronIndices"])}
        for neurons, record in self.records(recording):
            field = sum(word << (32 * index) for index, word in enumerate(record[1:]))
            for bit, neuron in enumerate(neurons):
                if field >> bit & 1:
                    times[neuron].append(record[0] * self.dt)
        return {neuron: sorted(values) for neuron, values in times.items()}

    def matrix(self, recording, segment):
        interval = recording["interval"]
        steps = [s for s in range(recording["startStep"], segment["stopStep"]) if s % interval == 0]
        rows = {step: index for index, step in enumerate(steps)}
        neurons = words(recording["neuronIndices"])
        columns = {neuron: index for index, neuron in enumerate(neurons)}
        values = numpy.full((len(steps), len(neurons)), numpy.nan)
        for region, record in self.records(recording):
            for neuron, word in zip(region, record[1:]):
                signed = word - (1 << 32) if word >> 31 else word
                values[rows[record[0]], columns[neuron]] = signed / 32768
        first = steps[0] * self.dt if steps else None
        return neurons, first, values


def plain(value):
    """A Neo annotation as Python's own values."""
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        value = value.tolist()
    return list(value) if isinstance(value, tuple) else value


def same(left, right):
    left, right = plain(left), plain(right)
    if isinstance(right, list) and len(right) == 1:
        right = right[0]
    if isinstance(left, list) and len(left) == 1:
        left = left[0]
    return left == right and (isinstance(left, bool) == isinstance(right, bool))


def check_annotations(where, found, expected):
    for name, value in expected.items():
        if expect(name in found, f"{where}: no annotation '{name}'"):
            expect(same(found[name], value), f"{where}: annotation {name} is {found[name]!r}, not {value!r}")
    extra = set(found) - set(expected) - {"nix_name"}
    expect(not extra, f"{where}: unexpected annotations {sorted(extra)}")


def check_date(where, found, seconds):
    """Neo shows a NIX time as naive local time."""
    expected = datetime.fromtimestamp(seconds, timezone.utc).astimezone().replace(tzinfo=None)
    expect(found == expected, f"{where}: date {found}, not {expected}")


def is_unit(quantity, unit):
    """Whether a quantity's own unit is exactly that one, without any conversion."""
    return quantity.dimensionality == quantities.Quantity(1, unit).dimensionality


def check_train(where, train, population, neuron, times, start, stop):
    expect(is_unit(train, "ms"), f"{where}: unit {train.dimensionality}")
    expect(train.dtype == numpy.float64, f"{where}: {train.dtype}")
    expect(numpy.array_equal(train.magnitude, times), f"{where}: times differ")
    expect(float(train.t_start.rescale("ms")) == start, f"{where}: t_start {train.t_start}, not {start} ms")
    expect(float(train.t_stop.rescale("ms")) == stop, f"{where}: t_stop {train.t_stop}, not {stop} ms")
    identity = population["firstID"] + neuron
    check_annotations(where, train.annotations, {
        "source_population": population["label"], "source_index": neuron, "source_id": identity,
        "channel_id": identity,
    })


def check_signal(where, signal, population, recording, neurons, first, values, dt):
    expect(is_unit(signal, recording["unit"]), f"{where}: unit {signal.dimensionality}, not {recording['unit']}")
    expect(signal.shape == values.shape, f"{where}: shape {signal.shape}, not {values.shape}")
    expect(numpy.array_equal(signal.magnitude.astype(float), values, equal_nan=True), f"{where}: values differ")
    period = float(signal.sampling_period.rescale("ms"))
    expect(abs(period - recording["interval"] * dt) < 1e-12, f"{where}: period {period} ms")
    if first is not None:
        expect(float(signal.t_start.rescale("ms")) == first, f"{where}: t_start {signal.t_start}, not {first} ms")
        expected = first + numpy.arange(len(values)) * recording["interval"] * dt
        expect(numpy.allclose(signal.times.rescale("ms").magnitude, expected, rtol=0, atol=1e-9), f"{where}: times")
    identities = [population["firstID"] + neuron for neuron in neurons]
    check_annotations(where, signal.annotations, {
        "source_population": population["label"], "source_ids": identities, "channel_ids": identities,
        "channel_names": neurons,
    })
    index = plain(numpy.atleast_1d(signal.array_annotations["channel_index"]))
    expect(index == neurons, f"{where}: channel_index {index}, not {neurons}")


def check_block(block, population, database, counts):
    where = f"block '{block.name}'"
    expect(block.name == population["label"], f"{where}: not '{population['label']}'")
    expect((block.description or "") == population["description"], f"{where}: description {block.description!r}")
    expected = {
        "label": population["label"], "size": population["size"], "first_index": 0, "last_index": population["size"],
        "first_id": population["firstID"], "last_id": population["firstID"] + population["size"] - 1,
        "simulator": database.run["simulator"], "dt": database.dt, "mpi_processes": 1,
    }
    expected.update(annotations(population["annotations"]))
    check_annotations(where, block.annotations, expected)
    segments = database.segments(population)
    if segments and segments[0]["startDate"] is not None:
        check_date(where, block.rec_datetime, segments[0]["startDate"])
    if not expect(len(block.segments) == len(segments), f"{where}: {len(block.segments)} segments"):
        return
    for segment, row in zip(block.segments, segments):
        place = f"{where}, {segment.name}"
        expect(segment.name == f"segment{row['number']:03d}", f"{place}: wrong name")
        check_annotations(place, segment.annotations, annotations(row["annotations"]))
        if row["startDate"] is not None:
            check_date(place, segment.rec_datetime, row["startDate"])
        recordings = database.recordings(population, row)
        trains = [t for r in recordings if r["kind"] == "spikes" for t in sorted(database.spikes(r).items())]
        starts = [r["startStep"] for r in recordings if r["kind"] == "spikes"]
        expect(len(segment.spiketrains) == len(trains), f"{place}: {len(segment.spiketrains)} trains")
        for train, (neuron, times) in zip(segment.spiketrains, trains):
            check_train(
                f"{place}, neuron {neuron}", train, population, neuron, times,
                starts[0] * database.dt, row["stopStep"] * database.dt,
            )
            counts["trains"] += 1
            counts["spikes"] += len(times)
        matrices = [r for r in recordings if r["kind"] == "matrix" and len(r["neuronIndices"])]
        expect(len(segment.analogsignals) == len(matrices), f"{place}: {len(segment.analogsignals)} signals")
        for recording in matrices:
            found = segment.filter(name=recording["variable"])
            if expect(len(found) == 1, f"{place}: {len(found)} signals '{recording['variable']}'"):
                check_signal(
                    f"{place}, {recording['variable']}", found[0], population, recording,
                    *database.matrix(recording, row), database.dt,
                )
                counts["signals"] += 1
                counts["values"] += found[0].size


def validate(path):
    """Runs nixio's validator. Its one false alarm: it takes empty positions for unset ones."""
    with nixio.File.open(path, nixio.FileMode.ReadOnly) as file:
        report = file.validate()
        errors, alarms = [], 0
        for entity, messages in report["errors"].items():
            for message in messages:
                if "ositions" in message and getattr(entity, "positions", None) is not None \
                        and len(entity.positions) == 0:
                    alarms += 1
                else:
                    errors.append(f"validator: {entity}: {message}")
        warnings = {}
        for messages in report["warnings"].values():
            for message in messages:
                kind = message.split(": ", 1)[-1]
                warnings[kind] = warnings.get(kind, 0) + 1
    print(f"nixio validator: {len(errors)} errors ({alarms} false alarms for silent neurons)")
    for kind, count in sorted(warnings.items()):
        print(f"nixio validator: warning, {count} times: {kind}")
    problems.extend(errors)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    path, store = sys.argv[1:]
    database = Database(store)
    validate(path)
    with neo.io.NixIO(path, mode="ro") as io:
        blocks = io.read_all_blocks()
    populations = {row["label"]: row for row in database.populations()}
    counts = {"blocks": 0, "trains": 0, "spikes": 0, "signals": 0, "values": 0}
    expect(blocks, "the file holds no block")
    for block in blocks:
        if expect(block.name in populations, f"a block '{block.name}' without a population"):
            check_block(block, populations[block.name], database, counts)
            counts["blocks"] += 1
    print("compared: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    conclude("the NIX file, read by Neo, and the database")


if __name__ == "__main__":
    main()
