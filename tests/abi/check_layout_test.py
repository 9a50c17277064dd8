#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What check_layout.py must see, and what it must let pass."""
import sys

from check_layout import breaks

GROWING = {"s": ["16", "8"], "s.struct_size": ["0", "4"], "s.a": ["4", "4"], "s.b": ["8", "8"]}
FIXED = {"f": ["16", "8"], "f.a": ["0", "8"], "f.b": ["8", "8"]}
CASES = [
    ("nothing changed", GROWING, GROWING, 0),
    ("a field at the end", GROWING, GROWING | {"s": ["24", "8"], "s.c": ["16", "8"]}, 0),
    ("a new struct", FIXED, FIXED | GROWING, 0),
    ("a field moved", GROWING, GROWING | {"s.b": ["4", "8"]}, 1),
    ("a field grew", GROWING, GROWING | {"s.a": ["4", "8"]}, 1),
    ("a field is gone", GROWING, {k: v for k, v in GROWING.items() if k != "s.b"}, 1),
    ("a struct shrank", GROWING, GROWING | {"s": ["12", "8"]}, 1),
    ("another alignment", GROWING, GROWING | {"s": ["16", "16"]}, 1),
    ("a struct without struct_size grew", FIXED, FIXED | {"f": ["24", "8"]}, 1),
]
failed = [name for name, golden, now, count in CASES if len(list(breaks(golden, now))) != count]
print("\n".join(failed) or f"{len(CASES)} cases")
sys.exit(bool(failed))
