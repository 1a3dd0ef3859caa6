"""What a network of the comparison writes: spikes, and how long sPyNNaker's stages took."""

import json
import pathlib
import sqlite3
import sys


def stages():
    """Seconds of each stage, from the database that sPyNNaker keeps beside its reports."""
    database = max(pathlib.Path("reports").rglob("global_provenance.sqlite3"), key=lambda path: path.stat().st_mtime)
    connection = sqlite3.connect(database)
    parts = connection.execute("SELECT category, algorithm, SUM(time_taken) / 1000 FROM timer_view GROUP BY 1, 2")
    result = {"mapping": 0.0, "board": 0.0, "loading": 0.0, "running": 0.0, "extracting": 0.0}
    for category, algorithm, seconds in parts:
        if algorithm == "Machine generator":
            result["board"] += seconds
        elif algorithm == "Application runner":
            result["running"] += seconds
        elif algorithm == "Buffer extractor":
            result["extracting"] += seconds
        elif category == "Mapping Stage":
            result["mapping"] += seconds
        elif category == "Loading Stage":
            result["loading"] += seconds
    return result


def write(duration, populations):
    """Writes times and numbers of spikes to the file that the command line names."""
    spikes = {
        label: sorted((float(time), cell) for cell, train in enumerate(trains) for time in train.magnitude)
        for label, trains in populations.items()
    }
    outcome = dict(
        duration=duration, stages=stages(), spikes=spikes,
        sizes={label: len(trains) for label, trains in populations.items()},
    )
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(outcome, file)
