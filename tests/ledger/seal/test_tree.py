from __future__ import annotations

from itertools import pairwise

import pytest

from ledger.seal import tree
from tests.ledger.seal.trees import LEAVES, ROOTS, Subtrees, mth
from verifier.fenduan_verify import BrokenError, Checkpoint, check_consistency, check_inclusion, leaf_hash

ENTRIES = [f"entry {n}".encode() for n in range(64)]
SUBTREES = Subtrees(ENTRIES)
TREES = [Checkpoint("log", size, mth(ENTRIES[:size])) for size in range(65)]
OTHER = leaf_hash(b"another entry")


def refused_inclusion(index: int, checkpoint: Checkpoint, proof: list[bytes], leaf: bytes) -> bool:
    """Whether the verifier does not take this proof."""
    try:
        check_inclusion(leaf, index, checkpoint, proof)
    except BrokenError:
        return True
    return False


def refused_consistency(old: Checkpoint, new: Checkpoint, proof: list[bytes]) -> bool:
    """Whether the verifier does not take this proof."""
    try:
        check_consistency(old, new, proof)
    except BrokenError:
        return True
    return False


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    """The proof with each step changed, left out or doubled, with one more, and with neighbours swapped."""
    changed = [[*proof[:n], OTHER, *proof[n + 1 :]] for n in range(len(proof))]
    shorter = [[*proof[:n], *proof[n + 1 :]] for n in range(len(proof))]
    doubled = [[*proof[:n], proof[n], *proof[n:]] for n in range(len(proof))]
    swapped = [[*proof[:n], b, a, *proof[n + 2 :]] for n, (a, b) in enumerate(pairwise(proof)) if a != b]
    return [*changed, *shorter, *doubled, *swapped, [*proof, OTHER]]


class TestRoots:
    @pytest.mark.parametrize("size", range(9))
    def test_published(self, size: int) -> None:
        """The roots of zero to eight of the usual test leaves are the published ones."""
        grown = tree.Range()
        grown.add(map(leaf_hash, LEAVES[:size]))

        assert ROOTS[size] == tree.root(size, Subtrees(LEAVES)).hex() == grown.root().hex()

    def test_every_size(self) -> None:
        """Both ways to a root, from subtrees and leaf by leaf, follow the definition at every size."""
        grown = tree.Range()
        for size in range(65):
            assert TREES[size].root == tree.root(size, SUBTREES) == grown.root()
            grown.add(map(leaf_hash, ENTRIES[size : size + 1]))


class TestInclusion:
    def test_every_leaf_of_every_tree(self) -> None:
        """Every leaf of every tree up to 64 is proved, and by none of the proof's spoiled forms."""
        for size in range(1, 65):
            for index in range(size):
                proof, leaf = tree.inclusion(index, size, SUBTREES), leaf_hash(ENTRIES[index])
                assert not refused_inclusion(index, TREES[size], proof, leaf)
                assert all(refused_inclusion(index, TREES[size], each, leaf) for each in spoiled(proof))
                assert refused_inclusion(index, TREES[size], proof, OTHER)
                assert refused_inclusion(index, TREES[size]._replace(root=OTHER), proof, leaf)
                assert refused_inclusion(size, TREES[size], proof, leaf)
                assert refused_inclusion(-1, TREES[size], proof, leaf)

    def test_in_another_place(self) -> None:
        """A proof holds for its own index only."""
        for index in range(37):
            proof, leaf = tree.inclusion(index, 37, SUBTREES), leaf_hash(ENTRIES[index])
            others = [other for other in range(37) if other != index]
            assert all(refused_inclusion(other, TREES[37], proof, leaf) for other in others)

    def test_of_a_leaf_that_is_not_there(self) -> None:
        """Nothing proves a leaf beyond the end."""
        with pytest.raises(ValueError, match="no leaf 5"):
            tree.inclusion(5, 5, SUBTREES)


class TestConsistency:
    def test_every_pair_of_sizes(self) -> None:
        """Every tree up to 64 is proved to continue every smaller one, and by none of the proof's spoiled forms."""
        for new in range(1, 65):
            for old in range(1, new + 1):
                proof = tree.consistency(old, new, SUBTREES)
                assert not refused_consistency(TREES[old], TREES[new], proof)
                assert all(refused_consistency(TREES[old], TREES[new], each) for each in spoiled(proof))
                assert refused_consistency(TREES[old]._replace(root=OTHER), TREES[new], proof)
                assert refused_consistency(TREES[old], TREES[new]._replace(root=OTHER), proof)

    def test_from_an_empty_tree(self) -> None:
        """Nothing is consistent with an empty tree, whatever the proof says: an empty tree has seen nothing."""
        for size in range(65):
            for proof in ([], [TREES[size].root], [OTHER]):
                assert refused_consistency(TREES[0], TREES[size], proof)
        with pytest.raises(ValueError, match="begins no tree"):
            tree.consistency(0, 5, SUBTREES)

    def test_backwards(self) -> None:
        """A smaller tree continues no larger one."""
        assert refused_consistency(TREES[8], TREES[4], tree.consistency(4, 8, SUBTREES))

    def test_of_another_log(self) -> None:
        """Two logs of different names do not continue each other, though their trees would."""
        proof = tree.consistency(4, 8, SUBTREES)

        assert refused_consistency(TREES[4], TREES[8]._replace(origin="other"), proof)

    def test_with_another_history(self) -> None:
        """A tree whose old entries were changed continues no checkpoint that had them."""
        for changed in range(20):
            entries = [*ENTRIES]
            entries[changed] = b"changed"
            proof = tree.consistency(20, 50, Subtrees(entries))
            assert refused_consistency(TREES[20], Checkpoint("log", 50, mth(entries[:50])), proof)
