#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the layout of the interface against that of every release.

    check_layout.py LAYOUT_PROGRAM GOLDEN_DIR MAJOR.MINOR

What a release had stays where it was: its structs grow at their end only, and only those that begin with
struct_size. The layout of the minor that is being worked on is in GOLDEN_DIR too, so that a change shows."""
import pathlib
import subprocess
import sys


def parsed(text):
    return dict((line.split()[0], line.split()[1:]) for line in text.splitlines())


def frozen(layout, struct):
    return f"{struct}.struct_size" not in layout


def breaks(golden, now):
    for name, facts in golden.items():
        if name not in now:
            yield f"{name} is gone"
        elif "." in name and now[name] != facts:
            yield f"{name} moved: offset and size were {facts}, and are {now[name]}"
        elif "." not in name and now[name][1] != facts[1]:
            yield f"the alignment of {name} was {facts[1]}, and is {now[name][1]}"
        elif "." not in name and int(now[name][0]) < int(facts[0]):
            yield f"{name} shrank from {facts[0]} to {now[name][0]} bytes"
        elif "." not in name and frozen(golden, name) and now[name] != facts:
            yield f"{name} has no struct_size and grew from {facts[0]} to {now[name][0]} bytes"


def main(program, golden_dir, version):
    text = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    now, failed = parsed(text), False
    for file in sorted(pathlib.Path(golden_dir).glob("*.txt")):
        for what in breaks(parsed(file.read_text()), now):
            failed = True
            print(f"a break of the interface since {file.stem}: {what}. A package built for {file.stem} would "
                  "misbehave: put it back, and add at the end of a struct instead.")
    current = pathlib.Path(golden_dir) / f"{version}.txt"
    if not current.exists() or current.read_text() != text:
        failed = True
        print(f"the layout is not the one of {current.name}. If nothing else is reported and the change is meant, "
              f"write it down: {program} > {current}")
    sys.exit(failed)


if __name__ == "__main__":
    main(*sys.argv[1:4])
