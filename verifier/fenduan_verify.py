"""Checks evidence from a Fenduan ledger without the ledger: no database, no network, no other part of the engine.

    python fenduan_verify.py FILE --key KEYS [--witness KEYS] [--older CHECKPOINT] [--json] [--lang zh]

FILE is a proof pack, a proof of one event (.tlog-proof), a consistency proof or a checkpoint. KEYS is a verifier
key, or a file with one in each line: get it from the authority itself, not from whoever handed you FILE.
Needs Python 3.11 and the package `cryptography`. Exit codes: 0 it holds, 1 it does not, 2 it cannot be read.
Formats: RFC 6962 (hashes and proofs), c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature, /tlog-proof.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROOF, PACK, STREAMS = "c2sp.org/tlog-proof@v1", "fenduan-proof-pack/1", "fenduan-streams/1"
ITEM: Final = {"stream", "version", "index", "leaf_hash", "proof", "content"}
HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")
SIGNATURE, COSIGNATURE, TAG = 1, 4, b"fenduan1\0"  # the keys of logs and of witnesses, who sign the time too

WORDS: Final = {
    "inclusion": ("the event is not in the signed tree", "事件不在已签名的树中"),
    "consistency": ("the log of {new} entries does not continue that of {old}", "{new}条的日志不是{old}条的延续"),
    "signature": ("the signature of {name} is false", "{name}的签名不符"),
    "unsigned": ("none of the trusted keys has signed for {name}", "可信密钥均未为{name}签名"),
    "unwitnessed": ("the witness {name} has not signed", "见证方{name}未签名"),
    "content": ("the content is not what was sealed", "内容与封存的不符"),
    "chain": ("the event before it is not the one that it was recorded after", "其前一事件不是记录时的事件"),
    "foreign": ("this stream does not belong to the case", "该事件流不属于本案"),
    "missing": ("this event is missing", "缺少该事件"), "order": ("the order is not that of the log", "顺序与日志不符"),
    "count": ("the events before this are not those that the log has counted", "此前的事件与日志清点的不符"),
    "around": ("what surrounds the events is not what the log has signed", "事件以外的内容与日志所签不符"),
}  # fmt: skip


class UnreadableError(Exception):
    """The input is not what it should be."""


class BrokenError(Exception):
    """The evidence does not hold: which of WORDS is why, and the event, where it is about one."""

    def __init__(self, code: str, where: str = "", **values: object) -> None:
        self.code, self.where = code, where
        self.en, self.zh = (f"{where}: " * bool(where) + words.format(**values) for words in WORDS[code])
        super().__init__(self.en)


class Checkpoint(NamedTuple):
    """The state of a log: its name, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees beside each other."""
    return hashlib.sha256(b"\1" + left + right).digest()


def _climb(start: bytes, node: int, last: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of the older and of the newer tree, from a node that both have. None for a proof too short or long."""
    older = newer = start
    for step in proof:
        if not last or len(step) != len(start):
            return None
        if node & 1 or node == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        node, last = node >> 1, last >> 1
    return None if last else (older, newer)


def check_inclusion(leaf: bytes, at: int, tree: Checkpoint, proof: Sequence[bytes], where: str = "") -> None:
    """Raises BrokenError unless the leaf stands at that index of the tree."""
    roots = _climb(leaf, at, tree.size - 1, proof) if 0 <= at < tree.size else None
    if roots is None or roots[1] != tree.root:
        raise BrokenError("inclusion", where)


def check_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Raises BrokenError unless the new tree begins with the old one. Nothing begins with an empty tree."""
    roots, full = None, old.size & -old.size  # the size of the last complete subtree of the old tree
    if 0 < old.size == new.size:
        roots = None if proof else (old.root, old.root)
    elif 0 < old.size < new.size:
        start, *steps = [old.root, *proof] if full == old.size else proof or [b""]
        roots = _climb(start, (old.size - 1) // full, (new.size - 1) // full, steps)
    if roots != (old.root, new.root) or old.origin != new.origin:
        raise BrokenError("consistency", old=old.size, new=new.size)


class Key(NamedTuple):
    """A public key, and the name of the log that it signs for where that is not its own."""

    name: str
    id: bytes
    kind: int
    public: bytes
    log: str | None = None

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_text(bytes([self.kind]) + self.public)}"


def to_text(data: bytes) -> str:
    """Base64, as every format here writes bytes."""
    return base64.b64encode(data).decode()


def to_bytes(text: str) -> bytes:
    """The bytes of base64 text. Raises UnreadableError, also where it could be written in another way."""
    with suppress(ValueError):
        if to_text(data := base64.b64decode(text, validate=True)) == text:
            return data
    raise UnreadableError(f"{text[:40]!r} is not base64")


def make_key(name: str, kind: int, public: bytes) -> Key:
    """The key with its id."""
    digest = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()
    return Key(name, digest[:4], kind, public)


def read_key(text: str) -> Key:
    """A verifier key as it is published. Raises UnreadableError."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S{44})", text)  # 33 bytes: the kind and the key
    if found:
        kind, *public = to_bytes(found[3])
        key = make_key(found[1], kind, bytes(public))
        if kind in {SIGNATURE, COSIGNATURE} and key.id.hex() == found[2]:
            return key
    raise UnreadableError(f"{text!r} is no Ed25519 verifier key")


def read_note(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and the signatures with the names of their keys, unchecked. Raises UnreadableError."""
    body, blank, tail = text.rpartition("\n\n")
    signatures = re.fullmatch(r"(\u2014 [^\s+]+ \S{8,}\n){1,100}", tail)
    if re.search(r"[\x00-\x09\x0b-\x1f]", text) or not blank or not signatures:
        raise UnreadableError("this is no signed note")
    return body + "\n", [(words[1], to_bytes(words[2])) for words in map(str.split, tail.splitlines())]


def signed_by(note: str, keys: Iterable[Key]) -> dict[Key, int]:
    """Which of the keys signed, each with the time that a witness gives (else 0). BrokenError for a false one."""
    known = {(key.name, key.id): key for key in keys}
    text, signatures = read_note(note)
    found: dict[Key, int] = {}
    for name, signature in signatures:
        if (key := known.get((name, signature[:4]))) is None or key in found:
            continue  # of a stranger, or another one by the same key: the first counts
        message, value, time = text.encode(), signature[4:], 0
        if key.kind == COSIGNATURE:
            time, value = int.from_bytes(value[:8], "big", signed=True), value[8:]
            message = b"cosignature/v1\ntime %d\n" % time + message
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
        except (InvalidSignature, ValueError):
            raise BrokenError("signature", name=name) from None
        found[key] = time
    return found


def open_note(note: str, origin: str | None, keys: Iterable[Key]) -> str:
    """The text of a note that a key of that log has signed (by default the log that its first line names)."""
    name = note.partition("\n")[0] if origin is None else origin
    if not any((key.kind, key.log or key.name) == (SIGNATURE, name) for key in signed_by(note, keys)):
        raise BrokenError("unsigned", name=name)
    return read_note(note)[0]


def read_checkpoint(text: str) -> Checkpoint:
    """What the text of a note says as a checkpoint. Raises UnreadableError."""
    found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([^\n]{43}=)\n([^\n]+\n)*", text)
    if not found:
        raise UnreadableError("this is no checkpoint")
    return Checkpoint(found[1], int(found[2]), to_bytes(found[3]))


def open_checkpoint(text: str, keys: Iterable[Key]) -> Checkpoint:
    """The checkpoint, signed by one of these keys of its log. Raises BrokenError, UnreadableError."""
    return read_checkpoint(open_note(text, None, keys))


class Event(NamedTuple):
    """What is sealed of one event. `recorded_at` is in microseconds since 1970 UTC."""

    stream: str
    version: int
    topic: str
    event_id: str
    recorded_at: int
    prev_hash: bytes
    state: bytes


def write_leaf(event: Event) -> bytes:
    """The bytes that are hashed: parts after their length (u32), numbers as u64, all big-endian."""
    uuid = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event.event_id)
    identity = UUID(event.event_id).bytes if uuid else event.event_id.encode()
    texts = (event.stream.encode(), event.topic.encode(), identity, event.state)
    parts = [struct.pack(">I", len(text)) + text for text in texts]
    version, recorded = (struct.pack(">Q", number) for number in (event.version, event.recorded_at))
    return b"".join((TAG, parts[0], version, parts[1], parts[2], recorded, event.prev_hash, parts[3]))


def read_leaf(leaf: bytes) -> Event:
    """The event of a leaf's bytes. Raises UnreadableError."""
    parts, at = list[bytes](), len(TAG)
    for fixed in (None, 8, None, None, 8, 32, None):
        size, at = (int.from_bytes(leaf[at : at + 4], "big"), at + 4) if fixed is None else (fixed, at)
        parts.append(leaf[at : at + size])
        at += size
    version, recorded_at = (int.from_bytes(parts[n], "big") for n in (1, 4))
    event_id = str(UUID(bytes=parts[3][:16].ljust(16)))
    event = Event(parts[0].decode(), version, parts[2].decode(), event_id, recorded_at, parts[5], parts[6])
    if write_leaf(event) != leaf:
        raise UnreadableError("these are not the bytes of an event")
    return event


def check_proof(text: str, keys: Iterable[Key]) -> tuple[Checkpoint, Event]:
    """The event of a .tlog-proof that holds it as extra data. Raises BrokenError, UnreadableError."""
    head, _, note = text.partition("\n\n")
    found = re.fullmatch(rf"{PROOF}\nextra (\S+)\nindex (0|[1-9][0-9]{{0,17}})((?:\n\S+)*)", head)
    if not found:
        raise UnreadableError("this is no proof with the event in it")
    event, tree, proof = read_leaf(to_bytes(found[1])), open_checkpoint(note, keys), found[3].split()
    leaf, where = leaf_hash(to_bytes(found[1])), f"{event.stream} {event.version}"
    check_inclusion(leaf, int(found[2]), tree, [to_bytes(step) for step in proof], where)
    return tree, event


def check_growth(older: str, note: str, proofs: Iterable[str], keys: Sequence[Key]) -> None:
    """Raises BrokenError unless a proof (`old SIZE`, hashes, an empty line, `note`) leads on from the older one."""
    old, new = open_checkpoint(older, keys), open_checkpoint(note, keys)
    for proof in (*proofs, f"old {max(old.size, new.size)}\n\n{note}"):
        head, _, end = proof.partition("\n\n")
        first, *steps = head.split("\n")
        if first == f"old {old.size}" and open_checkpoint(end, keys) == new:
            return check_consistency(old, new, [to_bytes(step) for step in steps])
    raise UnreadableError(f"there is no proof of how the log grew from size {old.size}")


class Stream:
    """One stream of a pack, taken from its first event to its last."""

    def __init__(self, name: str) -> None:
        self.name, self.count, self.shown, self.index, self.tip = name, 0, 0, -1, bytes(32)
        self.digest = hashlib.sha256()

    def take(self, item: dict[str, Any], checkpoint: Checkpoint) -> Event | None:
        """The item as the next event, or None where its content is withheld. Raises BrokenError."""
        self.count += 1
        where, stated, event = f"{self.name} {self.count}", to_bytes(item["leaf_hash"]), None
        if repr(item["version"]) != str(self.count):
            raise BrokenError("missing", where)
        if item["content"] is not None:
            raw, self.shown = dict(item["content"]), self.shown + 1
            raw["state"] = raw["state"].encode() if "state" in raw else to_bytes(raw.pop("state_base64"))
            raw["prev_hash"] = to_bytes(raw["prev_hash"])
            event = Event(self.name, self.count, **raw)
            if leaf_hash(write_leaf(event)) != stated:
                raise BrokenError("content", where)
            if event.prev_hash != self.tip:
                raise BrokenError("chain", where)
        if item["index"] <= self.index or set(item) != ITEM or type(item["index"]) is not int:
            raise BrokenError("order", where)
        check_inclusion(stated, item["index"], checkpoint, [to_bytes(each) for each in item["proof"]], where)
        self.tip, self.index = stated, item["index"]
        self.digest.update(stated)
        return event


def around(pack: dict[str, Any]) -> str:
    """The digest of all that is in a pack beside its events, which have proofs of their own."""
    rest = {name: value for name, value in pack.items() if name not in {"events", "streams"}}
    return to_text(hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).digest())


def check_pack(pack: dict[str, Any], keys: Sequence[Key]) -> dict[str, Any]:
    """What the pack proves. Raises BrokenError, UnreadableError, or KeyError and the like for a misshapen pack."""
    if pack["format"] != PACK:
        raise UnreadableError("this is no proof pack that this verifier knows")
    checkpoint, laws = open_checkpoint(pack["checkpoint"], keys), set()
    streams = {name: Stream(name) for name in (f"case/{pack['case']}", f"supervision/{pack['case']}")}
    for item in pack["events"]:
        if item["stream"] not in streams:
            raise BrokenError("foreign", f"{item['stream']} {item['version']}")
        if event := streams[item["stream"]].take(item, checkpoint):
            with suppress(ValueError, LookupError, TypeError, RecursionError):  # nobody can read it
                laws.add(str(json.loads(event.state)["meta"]["law_digest"]))
    lines = open_note(pack["streams"], checkpoint.origin, keys).splitlines()
    for each in streams.values():
        if f"{each.name} {each.count} {to_text(each.digest.digest())}" not in lines:
            raise BrokenError("count", f"{each.name} {each.count + 1}")
    head = [f"{STREAMS} {checkpoint.origin}", f"{checkpoint.size} {to_text(checkpoint.root)}", around(pack)]
    if lines[:3] != head or laws - set(pack["laws"]):
        raise BrokenError("around")
    shown = {each.name: {"events": each.count, "shown": each.shown} for each in streams.values()}
    return {"case": pack["case"], "streams": shown, "laws": sorted(laws)}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names each stand once: readers disagree on which of two counts."""
    if len(dict(pairs)) == len(pairs):
        return dict(pairs)
    raise UnreadableError("a name stands twice in one object")


def check(text: str, keys: Sequence[Key], older: str | None = None) -> tuple[str, dict[str, Any]]:
    """The checkpoint in the evidence, and what that proves. Raises BrokenError, UnreadableError."""
    note, growth, facts = text.partition("\n\n")[2], list[str](), dict[str, Any]()
    if text.startswith("{"):
        try:
            pack = json.loads(text, object_pairs_hook=once)
            note, growth, facts = pack["checkpoint"], pack["earlier"], check_pack(pack, keys)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError, struct.error) as error:
            raise UnreadableError(f"the pack is misshapen: {error!r}") from None
    elif text.startswith("old "):
        growth = [text]
        if older is None:
            raise UnreadableError("name the checkpoint that you kept: this shows how the log grew from there")
    elif text.startswith(PROOF):
        event = check_proof(text, keys)[1]
        facts = {"event": f"{event.stream} {event.version}", "topic": event.topic, "id": event.event_id}
    else:
        note = text
    origin, size, root = open_checkpoint(note, keys)
    if older is not None:
        check_growth(older, note, growth, keys)
    return note, {"origin": origin, "size": size, "root": to_text(root), **facts}


def read_keys(given: Iterable[str], log: str | None = None) -> list[Key]:
    """Verifier keys, or files of them. Raises UnreadableError, OSError."""
    texts = [each if re.search(r"\+[0-9a-f]{8}\+", each) else Path(each).read_text("utf-8") for each in given]
    return [read_key(key)._replace(log=log) for key in "\n".join(texts).split()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a file and say what it proves; the exit code."""
    parser = argparse.ArgumentParser(description="Check evidence from a Fenduan ledger.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", required=True, help="keys of the log")
    parser.add_argument("--origin", help="the log's name, where its keys have another, as in other logs")
    parser.add_argument("--witness", action="append", default=[], help="keys that must have signed too")
    parser.add_argument("--older", type=Path, help="a checkpoint that you kept, which the log must continue")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=("en", "zh"))
    options = parser.parse_args(arguments)
    zh, code = options.lang == "zh", 0
    try:
        keys, witnesses = read_keys(options.key, options.origin), read_keys(options.witness)
        older = options.older.read_bytes().decode() if options.older else None
        note, facts = check(options.file.read_bytes().decode(), keys, older)
        times = {key: time for key, time in signed_by(note, witnesses).items() if key.kind == COSIGNATURE}
        for witness in set(witnesses) - set(times):
            raise BrokenError("unwitnessed", name=witness.name)
        said = {"holds": True, **facts, "witnesses": {key.name: time for key, time in times.items()}}
        plain = (re.sub(r"[][{}']", "", f"{name}: {fact}") for name, fact in said.items() if name != "holds")
        lines = ["验证通过。" if zh else "It holds.", *plain]
    except BrokenError as error:
        said = {"holds": False, "code": error.code, "event": error.where, "en": error.en, "zh": error.zh}
        lines, code = [f"验证不通过：{error.zh}" if zh else f"It does not hold: {error.en}"], 1
    except (UnreadableError, OSError, UnicodeDecodeError) as error:
        said, lines, code = {"error": str(error)}, [str(error)], 2
    shown = "\n".join(HIDDEN.sub("\ufffd", line) for line in lines)
    out = sys.stdout if options.json or not code else sys.stderr
    out.write((json.dumps(said) if options.json else shown) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
