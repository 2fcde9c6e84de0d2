#!/usr/bin/env python3
"""Verifies an evidence log without any of the software that wrote it: Python's standard library, and OpenSSL's command for Ed25519.

    verify-evidence.py KEY FOLDER-OR-URL

KEY is `name+id+key`, as `pact evidence init` prints it. The log is read as c2sp.org/tlog-tiles lays it out, from a folder or over HTTP
from any server of static files. Exit 0: every step held. 1: one did not, and is named. 2: it could not be run.
"""
import base64
import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import datetime, timezone

WIDTH = 256


class Wrong(Exception):
    pass


def reader(where):
    def over_http(name):
        try:
            with urllib.request.urlopen(f"{where.rstrip('/')}/{name}", timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise Wrong(f"{name}: the server says {error.code}")

    def from_folder(name):
        try:
            with open(os.path.join(where, name), "rb") as file:
                return file.read()
        except OSError as error:
            raise Wrong(f"{name}: {error.strerror}")

    return over_http if where.startswith(("http://", "https://")) else from_folder


def tile_name(level, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}{'' if width == WIDTH else f'.p/{width}'}"


def tiles(count):
    for index in range((count + WIDTH - 1) // WIDTH):
        yield index, min(WIDTH, count - index * WIDTH)


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes):
    """RFC 6962, 2.1: the largest power of two below the number goes to the left."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root_of(hashes[:split]), root_of(hashes[split:]))


def check_signature(public_key, message, signature):
    der = bytes.fromhex("302a300506032b6570032100") + public_key
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(der) + b"-----END PUBLIC KEY-----\n"
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("key", "message", "signature")]
        for name, content in zip(names, (pem, message, signature)):
            with open(name, "wb") as file:
                file.write(content)
        key, message_file, signature_file = names
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", message_file, "-sigfile", signature_file]
        return subprocess.run(command, capture_output=True).returncode == 0


def read_checkpoint(note, name, key):
    text, _, signatures = note.decode().partition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if len(lines) < 4 or lines[0] != name:
        raise Wrong(f"checkpoint: it is not of the log {name}")
    found = {}
    for line in signatures.splitlines():
        _, signer, encoded = line.split(" ")
        if signer == name:
            signature = base64.b64decode(encoded, validate=True)
            found[signature[:4]] = signature[4:]
    id_of = lambda kind: hashlib.sha256(name.encode() + b"\n" + kind + key).digest()[:4]
    own, timed = found.get(id_of(b"\1")), found.get(id_of(b"\4"))
    if own is None or not check_signature(key, text.encode(), own):
        raise Wrong("checkpoint: the log's key has not signed it, or not this")
    seconds = int.from_bytes((timed or b"")[:8], "big")
    if timed is None or not check_signature(key, f"cosignature/v1\ntime {seconds}\n{text}".encode(), timed[8:]):
        raise Wrong("checkpoint: nothing that holds says when it was signed")
    return int(lines[1]), base64.b64decode(lines[2], validate=True), seconds


def entries_in(bundle, width, name):
    entries, at = [], 0
    for _ in range(width):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entries.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(bundle):
        raise Wrong(f"{name}: it has {len(bundle)} bytes, and its entries {at}")
    return entries


def verify(key_text, where):
    name, _, encoded = key_text.split("+", 2)
    kind_and_key = base64.b64decode(encoded, validate=True)
    if kind_and_key[:1] != b"\1" or len(kind_and_key) != 33:
        raise Wrong("the key is no Ed25519 key of a log")
    read = reader(where)
    size, root, seconds = read_checkpoint(read("checkpoint"), name, kind_and_key[1:])
    level, hashes = 0, []
    for index, width in tiles(size):
        bundle = tile_name("entries", index, width)
        hashes += [hashlib.sha256(b"\0" + entry).digest() for entry in entries_in(read(bundle), width, bundle)]
    if root_of(hashes) != root:
        raise Wrong(f"checkpoint: the root of the {size} entries is not the one that is signed")
    while hashes:
        for index, width in tiles(len(hashes)):
            tile = tile_name(level, index, width)
            if read(tile) != b"".join(hashes[index * WIDTH : index * WIDTH + width]):
                raise Wrong(f"{tile}: it is not what its entries say")
        hashes = [root_of(hashes[at : at + WIDTH]) for at in range(0, len(hashes) - WIDTH + 1, WIDTH)]
        level += 1
    return size, datetime.fromtimestamp(seconds, timezone.utc).isoformat()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        count, time = verify(*sys.argv[1:])
        print(f"verified: {count} entries, signed {time}")
    except (Wrong, ValueError) as error:
        print(f"not verified: {error}")
        sys.exit(1)
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
