"""Verify a credit bank by its public export, or name what is wrong (docs/credit/checkpoint.md).

curl …/exports/journal | python3 tools/verify_ledger.py [hash of a checkpoint you kept …]"""

import json
import sys
from collections import defaultdict
from hashlib import sha256, sha512
from math import prod

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
SEALED = ["number", "xid_from", "xid_upto", "size", "tree_size", "root", "previous"]
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def check(holds, *what):
    if not holds:
        sys.exit("WRONG: " + " ".join(map(str, what)))


def add(a, b):  # points of edwards25519 in extended coordinates (RFC 8032 §5.1.4)
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def times(n, point):
    total = (0, 1, 1, 0)
    for bit in f"{n:b}":
        total = add(add(total, total), point if bit == "1" else (0, 1, 1, 0))
    return total


def point(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P) if (x * x - square) % P == 0 and y < P else (0, 0, 0, 0)


def signed(key, message, signature):
    s, base = int.from_bytes(signature[32:], "little"), point(bytes([88] + [102] * 31))
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    a, b = times(s, base), add(point(signature[:32]), times(k, point(key)))
    return s < L and b[2] and all((a[n] * b[2] - b[n] * a[2]) % P == 0 for n in (0, 1))


def root(level):
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [sha256(b"\1" + b"".join(p)).digest() if len(p) == 2 else p[0] for p in pairs]
    return level[0].hex() if level else None


found, moved, sides, at = defaultdict(list), {}, defaultdict(list), {}
for line in map(json.loads, sys.stdin):
    found[next(iter(line))].append(line)
known = {"leaf", "entry", "balance", "checkpoint"}
check(found and {*found} <= known, "this is no journal; one is read from standard input")
for text, why in (line.values() for line in found["leaf"]):
    t = text.split("|")
    check(moved.setdefault(t[0], t) is t, "transfer", t[0], "is there twice")
    if why:
        steps, change = why["steps"].values(), abs(why["after"] - why["before"])
        made = prod(steps) // 10_000 ** (len(steps) - 1)
        check((made, change) == (why["amount"], int(t[6])), "transfer", t[0], "is not explained")
for e in (line["entry"] for line in found["entry"]):
    id, who, name = e["transfer_id"], e["account_id"], f"entry {e['account_id']}/{e['seq']}"
    check(id in moved, name, "has no transfer")
    amount = {moved[id][4]: -1, moved[id][5]: 1}.get(who, 0) * int(moved[id][6])
    check((e["amount"], str(e["day"])) == (amount, moved[id][7]), name, "is not its side")
    check((e["hash"] is None) == (e["balance_after"] is None), name, "is chained by half")
    sides[id].append(amount)
    if e["hash"]:
        seq, balance, head = at.get(who, (0, 0, bytes(32)))
        at[who] = (seq + 1, balance + amount, bytes.fromhex(e["hash"]))
        check((e["seq"], e["balance_after"]) == at[who][:2], name, "does not follow")
        text = f"{who}|{seq + 1}|{id}|{amount}|{balance + amount}|{e['day']}"
        check(sha256(head + text.encode()).hexdigest() == e["hash"], name, "breaks the chain")
for id in moved:
    check(len(sides[id]) == 2 and sum(sides[id]) == 0, "transfer", id, "has not two sides")
for b in (line["balance"] for line in found["balance"]):
    mine = (b["version"], b["posted"], bytes.fromhex(b["head"]))
    check(at.pop(b["account_id"], (0, 0, bytes(32))) == mine, "balance of", b["account_id"])
check(not at, "no balance of", *at)
upto, tree, hashes = 0, 0, ["00" * 32]
for n, c in enumerate((line["checkpoint"] for line in found["checkpoint"]), 1):
    block = sorted(t for t in moved.values() if c["xid_from"] <= int(t[12]) < c["xid_upto"])
    leaves, tree = [sha256(b"\0" + "|".join(t).encode()).digest() for t in block], tree + len(block)
    said = [n, upto, c["xid_upto"], len(block), tree, root(leaves), hashes[-1]]
    digest = sha256("|".join(map(str, [*said, c["signed_at"], c["key_id"]])).encode()).hexdigest()
    check([c[name] for name in SEALED] == said, "checkpoint", n, "does not say what was sealed")
    proof = map(bytes.fromhex, (c["public_key"], digest, c["signature"]))
    check(digest == c["hash"] and signed(*proof), "checkpoint", n, "is not what its key signed")
    upto, hashes = c["xid_upto"], [*hashes, digest]
check({*sys.argv[1:]} <= {*hashes}, "a checkpoint you kept is gone:", *{*sys.argv[1:]} - {*hashes})
print(f"{len(moved)} transfers and {len(hashes) - 1} checkpoints: all right")
