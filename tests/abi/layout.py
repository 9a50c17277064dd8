#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a C program that prints the layout of every struct of the interface.

    layout.py INCLUDE_DIR > layout.c
    layout.py --probe INCLUDE_DIR > probe.c    # a library that takes each of them, for abidiff

Each line it prints is `STRUCT SIZE ALIGNMENT` or `STRUCT.FIELD OFFSET SIZE`. Fields that this reader missed
would leave a gap between two others, or behind the last: the program fails on gaps."""
import pathlib
import re
import sys


def structs_in(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for name, body in re.findall(r"typedef struct (hif_\w+) \{(.*?)\n\} \1;", text, flags=re.S):
        fields = []
        for declaration in re.sub(r"\s+", " ", body).split(";"):
            if not declaration.strip():
                continue
            function = re.search(r"\(HIF_CALL ?\* ?(\w+)\)", declaration)
            fields.append(function.group(1) if function else re.findall(r"\w+", declaration)[-1])
        yield name, fields


def found_under(include_dir):
    """The headers, and the fields of each struct in them."""
    found = {}
    headers = sorted(pathlib.Path(include_dir).rglob("*.h"))
    for header in headers:
        text = header.read_text()
        names = re.findall(r"typedef struct (hif_\w+) \{", text)
        found.update(structs_in(text))
        for name in names:
            if name not in found:
                sys.exit(f"{header}: the struct {name} cannot be read")
    return headers, found


def includes(headers, include_dir):
    return [f"#include <{h.relative_to(include_dir)}>" for h in headers]


def probe(include_dir):
    headers, found = found_under(include_dir)
    takers = [f"void take_{name}(const {name}* taken) {{ (void)taken; }}" for name in sorted(found)]
    print("\n".join(includes(headers, include_dir) + takers))


def layout(include_dir):
    headers, found = found_under(include_dir)
    out = includes(headers, include_dir) + ["#include <stdio.h>", ""]
    out += ["static int gaps;",
            "static void field(const char* name, size_t at, size_t size, size_t* end) {",
            "  if (at != *end) gaps = 1, fprintf(stderr, \"a gap before %s\\n\", name);",
            "  printf(\"%s %zu %zu\\n\", name, at, size);", "  *end = at + size;", "}",
            "int main(void) {", "  size_t end;"]
    for name, fields in sorted(found.items()):
        out += [f"  printf(\"{name} %zu %zu\\n\", sizeof({name}), _Alignof({name}));", "  end = 0;"]
        out += [f"  field(\"{name}.{f}\", offsetof({name}, {f}), sizeof((({name}*)0)->{f}), &end);"
                for f in fields]
        out += [f"  if (end != sizeof({name})) gaps = 1, fprintf(stderr, \"a gap behind {name}\\n\");"]
    out += ["  return gaps;", "}"]
    print("\n".join(out))


if __name__ == "__main__":
    if sys.argv[1] == "--probe":
        probe(sys.argv[2])
    else:
        layout(sys.argv[1])
