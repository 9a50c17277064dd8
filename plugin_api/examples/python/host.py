#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A host in Python: loads a package, makes a client and a subscriber of it, prints the records.

    host.py PACKAGE_DIR CLIENT_PROTOTYPE CLIENT_CONFIG SUBSCRIBER_PROTOTYPE SUBSCRIBER_CONFIG

The configurations are JSON objects. What a real host does beside this: it checks the manifest, the
hashes and the forms first, keeps the checkpoint of each batch, and puts secrets on a disk."""
import ctypes as c
import json
import pathlib
import sys
import time

P, I32, U32, I64, U64 = c.c_void_p, c.c_int32, c.c_uint32, c.c_int64, c.c_uint64
OK, END, NOT_FOUND, CONFLICT = 0, 1, -5, -6


class Str(c.Structure):  # also hif_slice
    _fields_ = [("data", P), ("size", U64)]

    def bytes(self):
        return c.string_at(self.data, self.size) if self.size else b""


kept = []  # what C code may still look at


def borrowed(text):
    data = text.encode() if isinstance(text, str) else text
    kept.append(c.create_string_buffer(data, len(data)))
    return Str(c.addressof(kept[-1]), len(data))


def table(name, *fields):
    """A struct of the interface: its size, 32 bits, then members; a tuple is a function."""
    members = [("struct_size", U32), ("spare", U32)]
    members += [(n, c.CFUNCTYPE(*t) if isinstance(t, tuple) else t) for n, t in fields]
    return type(name, (c.Structure,), {"_fields_": members})


Call = table("hif_call", ("data", P), ("deadline_ns", I64), ("is_cancelled", (I32, P)),
             ("fail", (I32, P, I32, Str, Str)), ("retry_after", (None, P, I64)),
             ("progress", (None, P, U64, U64, Str)), ("count", (None, P, I32, U64)),
             ("preview", (None, P, Str)))
Host = table("hif_host", ("data", P), ("name", Str), ("version", Str), ("scope", Str),
             ("get_extension", (P, P, Str)))
ClientRef = table("hif_client_ref", ("table", P), ("instance", P), ("name", Str), ("id", Str))
Prototype = table("hif_prototype", ("id", Str), ("kind", Str), ("table", P),
                  ("validate", (I32, P, P, P, Str)), ("create", (I32, P, P, P, P, Str, P)),
                  ("destroy", (None, P)), ("get_extension", (P, P, Str)))
Entry = table("hif_entry", ("id", Str), ("version", Str), ("init", (I32, P, P, Str)),
              ("deinit", (None,)), ("prototype", (c.POINTER(Prototype), U32)))
Batch = table("hif_batch", ("records", P), ("count", U64), ("checkpoint", Str),
              ("release", (None, P)), ("producer", P))  # "spare" is the stride
Subscriber = table("hif_subscriber", ("open", (I32, P, P, Str)),
                   ("next", (I32, P, P, U64, U64, P)), ("close", (None, P)))
Reader = c.CFUNCTYPE(None, P, Str, U64)
Log = table("hif_log", ("level", (I32, P)), ("write", (None, P, I32, Str, Str)))
Clock = table("hif_clock", ("now_us", (I64, P)), ("steady_ns", (I64, P)), ("sleep", (I32, P, P, I64)))
Kept = [("get", (I32, P, P, Str, P, Reader)), ("put", (I32, P, P, Str, Str, U64, c.POINTER(U64))),
        ("remove", (I32, P, P, Str))]
State = table("hif_state", *Kept)
Secrets = table("hif_secrets", *Kept, ("mask", (None, P, Str)))


def make(kind, **functions):
    types = dict(kind._fields_)
    kept.append(kind(c.sizeof(kind), 0, **{n: types[n](f) for n, f in functions.items()}))
    return kept[-1]


def keeper(values):  # get, put and remove over a dictionary of (value, revision)
    def get(host, call, name, data, reader):
        if name.bytes() not in values:
            return NOT_FOUND
        value, revision = values[name.bytes()]
        reader(data, borrowed(value), revision)
        return OK

    def put(host, call, name, value, expected, revision):
        if values.get(name.bytes(), (b"", 0))[1] != expected:
            return CONFLICT
        revision[0] = expected + 1
        values[name.bytes()] = (value.bytes(), expected + 1)
        return OK

    return {"get": get, "put": put,
            "remove": lambda host, call, name: (values.pop(name.bytes(), None), OK)[1]}


def sleep(host, call, delay_ms):
    time.sleep(delay_ms / 1000)
    return OK


services = {
    b"hif.log/1": make(Log, level=lambda host: 3,
                       write=lambda host, level, text, fields: print(text.bytes().decode(),
                                                                     file=sys.stderr)),
    b"hif.clock/1": make(Clock, now_us=lambda host: time.time_ns() // 1000,
                         steady_ns=lambda host: time.monotonic_ns(), sleep=sleep),
    b"hif.state/1": make(State, **keeper({})),
    b"hif.secrets/1": make(Secrets, mask=lambda host, value: None, **keeper({})),
}


def extension(host, id):
    service = services.get(id.bytes())
    return c.addressof(service) if service else None


def fail(call, code, message, details):
    print(message.bytes().decode(), file=sys.stderr)
    return code


host = make(Host, get_extension=extension)
host.spare, host.name, host.version, host.scope = 1, borrowed("host.py"), borrowed("1"), borrowed("it")
call = make(Call, is_cancelled=lambda call: 0, fail=fail, retry_after=lambda call, ms: None,
            progress=lambda call, done, total, note: None, count=lambda call, counter, n: None,
            preview=lambda call, request: None)
call.spare, call.deadline_ns = 0, 2**63 - 1
at_call, at_host = c.addressof(call), c.addressof(host)


def need(status):
    if status != OK:
        sys.exit(f"status {status}")


def main(folder, client_id, client_config, subscriber_id, subscriber_config):
    manifest = json.loads((pathlib.Path(folder) / "manifest.json").read_text())
    (library,) = manifest["libraries"].values()
    entry_v1 = c.CDLL(str(pathlib.Path(folder).resolve() / library["file"])).hif_entry_v1
    entry_v1.restype = c.POINTER(Entry)
    entry = entry_v1(1).contents
    need(entry.init(at_call, at_host, borrowed(str(pathlib.Path(folder).resolve()))))
    count = len(manifest["prototypes"])
    prototypes = [entry.prototype(i).contents for i in range(count)]

    def create(id, client, config):
        prototype = next(p for p in prototypes if p.id.bytes().decode() == id)
        instance = P()
        need(prototype.create(c.addressof(prototype), at_call, at_host, client, borrowed(config),
                              c.addressof(instance)))
        return prototype, instance

    client, client_instance = create(client_id, None, client_config)
    ref = ClientRef(c.sizeof(ClientRef), 0, client.table, client_instance, borrowed("it"), client.id)
    prototype, instance = create(subscriber_id, c.addressof(ref), subscriber_config)
    functions = Subscriber.from_address(prototype.table)
    need(functions.open(instance, at_call, Str(None, 0)))
    while True:
        batch = Batch()
        status = functions.next(instance, at_call, 1000, 1 << 20, c.addressof(batch))
        if status == END:
            break
        need(status)
        for i in range(batch.count):
            print(Str.from_address(batch.records + i * batch.spare).bytes().decode())
        batch.release(c.addressof(batch))
    functions.close(instance)
    prototype.destroy(instance)
    client.destroy(client_instance)
    entry.deinit()


if __name__ == "__main__":
    main(*sys.argv[1:6])
