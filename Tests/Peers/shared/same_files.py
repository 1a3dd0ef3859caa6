#!/usr/bin/env python3
"""Compares files that a peer has made with the committed ones of the same names: HDF5 by its datasets and attributes, all
else byte by byte. Folders in the folder have the same files. Usage: same_files.py FRESH COMMITTED
"""

import sys
from pathlib import Path


def content(path):
    """What a file says."""
    if path.suffix != ".h5":
        return path.read_bytes()
    # Not every environment that makes fixtures has it.
    import h5py
    things = {}

    def note(name, thing):
        facts = {key: (str(value.dtype), value.tolist()) if hasattr(value, "dtype") else value
                 for key, value in thing.attrs.items()}
        data = (str(thing.dtype), thing[()].tolist()) if isinstance(thing, h5py.Dataset) else None
        things[name] = facts, data

    with h5py.File(path) as file:
        note("/", file)
        file.visititems(note)
    return things


def main():
    fresh, committed = map(Path, sys.argv[1:3])
    names = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    for folder in (path for path in fresh.iterdir() if path.is_dir()):
        kept = committed / folder.relative_to(fresh)
        names |= {path.relative_to(committed) for path in kept.rglob("*") if path.is_file()}
    different = []
    for name in sorted(names):
        both = [folder / name for folder in (fresh, committed)]
        if all(path.is_file() for path in both) and content(both[0]) == content(both[1]):
            print(f"ok {name} is what the peer makes today")
        else:
            print(f"DIFFERENT {name}")
            different.append(name)
    sys.exit(1 if different or not names else 0)


main()
