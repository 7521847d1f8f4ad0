"""Seeds that depend on the run and the event only, so that any event can be remade alone."""
import hashlib


def mixed_seed(bits, *parts):
    """A seed of `bits` bits that depends on every part."""
    digest = hashlib.sha256(":".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> (64 - bits)
