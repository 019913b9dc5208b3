"""Six words that both phones show if the keys that reached them are the same: nobody stands between.

Who stands between gives each of the two a key of their own making, and may try keys on both sides until the words meet: for
48 bits that is 2²⁴ tries a side, a hundred days of one processor even with a slow hash. So the words also hang on the
invitation's secret, which went from hand to hand and of which the database keeps only a digest: without it there is nothing
to try, and one guess in 2⁴⁸. Who read the invitation on its way needs those hundred days within the days it is good for.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from toward.vault.framing import framed
from toward.vault.keys import USUAL, Cost
from toward.vault.sealing import LEAST, SUITE
from toward.vault.secret import SecretBytes

COUNT = 6


def numbers(
    one: bytes, other: bytes, *, invitation: SecretBytes, instance: bytes, cost: Cost = USUAL
) -> tuple[int, ...]:
    """Which six of 256 words two identities have, the same from either side.

    Args:
        one: public key of one.
        other: public key of the other.
        invitation: its secret, at least 16 bytes.
        instance: this installation.
        cost: of the slow hash; the usual one, except in tests.

    Raises:
        ValueError: a shorter secret.
    """
    if len(invitation) < LEAST:
        raise ValueError(f"An invitation has at least {LEAST} bytes of chance.")
    slow = Argon2id(
        salt=sha256(framed("words", SUITE, instance)).digest()[:16],
        length=COUNT,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
        secret=invitation.reveal(),
    )
    return tuple(slow.derive(framed(*sorted((one, other)))))
