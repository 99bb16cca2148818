"""What can go wrong with a log: one class per remedy, each with a plain sentence for the operator or the checker."""

from __future__ import annotations


class LogError(Exception):
    """Anything this engine refuses."""


class FormatError(LogError):
    """A note, proof, tile, bundle or leaf is not in the form its specification asks for.

    `where` names the line or field (lines count from 1), `problem` says what was found and what is expected.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class SignatureError(LogError):
    """No trusted key signed this, or a trusted key's signature does not verify."""


class QuorumError(LogError):
    """Fewer witnesses than the policy asks for have cosigned this checkpoint."""


class ProofError(LogError):
    """A Merkle proof does not lead to the root it claims."""


class NotIntegratedError(LogError):
    """The entry is durable in the journal but not yet in the tree: its receipt is pending. Ask again in seconds."""


class PrunedError(LogError):
    """The log no longer serves entries below its minimum index."""


class MissingError(LogError):
    """A resource that the checkpoint says must exist is not there."""


class DamagedError(LogError):
    """What is stored contradicts the log's own checkpoint: altered or lost. Nothing is signed until a human looked."""
