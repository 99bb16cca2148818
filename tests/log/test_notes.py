"""Notes, checkpoints, cosignatures: strictly read, and believed only under a known key's signature."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volens.engines.log import (
    Checkpoint,
    Cosigner,
    FormatError,
    Note,
    NoteSigner,
    Quorum,
    QuorumError,
    SignatureError,
    leaf_hash,
    open_checkpoint,
    parse_note,
    parse_note_key,
    parse_witness_key,
    private_key,
    sign_checkpoint,
)
from volens.engines.log.cosignature import select
from volens.engines.log.merkle import EMPTY_ROOT
from volens.engines.log.note import Signature, encode64, open_note

#: The published example of Go's golang.org/x/mod/sumdb/note, which other implementations must read too.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

ORIGIN = "log.example/record"
SIGNER = NoteSigner(ORIGIN, private_key(b"l" * 32))
WITNESSES = [Cosigner(f"witness.example/{name}", private_key(name.encode() * 32)) for name in "abc"]
CHECKPOINT = Checkpoint(ORIGIN, 7, leaf_hash(b"root"))


def cosigned(*witnesses, time=100):
    note = sign_checkpoint(CHECKPOINT, SIGNER).note
    return note.with_signatures(witness.sign(note.text, time) for witness in witnesses)


def test_a_note_signed_by_another_implementation_opens():
    key = parse_note_key(GO_KEY)
    assert key.vkey() == GO_KEY
    note = parse_note(GO_NOTE)
    assert [line.name for line in open_note(note, [key])] == ["PeterNeumann"]
    assert note.serialise() == GO_NOTE


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace(b"answer", b"Answer"),
        lambda note: note.replace(b"PeterNeumann ", b"PeterNeumenn "),
        lambda note: note.replace(b"x08go/ZJ", b"x08go/ZK"),
    ],
)
def test_a_note_that_was_touched_is_not_believed(change):
    with pytest.raises(SignatureError):
        open_note(parse_note(change(GO_NOTE)), [parse_note_key(GO_KEY)])


def test_one_failing_signature_by_a_known_key_spoils_the_note():
    good, other = NoteSigner("one.example", private_key(b"1" * 32)), NoteSigner("two.example", private_key(b"2" * 32))
    note = Note("text\n", (good.sign("text\n"), other.sign("another text\n")))
    assert len(open_note(note, [good.key])) == 1  # of the other nothing is known
    with pytest.raises(SignatureError, match=r"two\.example"):
        open_note(note, [good.key, other.key])


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"text\n",
        b"text\n\n",
        GO_NOTE[:-1],
        GO_NOTE + b"\n",
        GO_NOTE.replace("— ".encode(), b"- "),
        GO_NOTE.replace(b"your", b"y\tour"),
        GO_NOTE.replace(b"your", b"y\rour"),
        GO_NOTE.replace(b"your", b"\xff"),
        GO_NOTE.replace(b"PeterNeumann ", b"Peter+Neumann "),
        GO_NOTE.replace(b"PeterNeumann ", "Peter\u3000Neumann ".encode()),
        GO_NOTE.replace(b"JnAM=", b"JnAN="),  # stray bits after the last byte
        GO_NOTE.replace(b"x08go/", b"x08g o/"),
        GO_NOTE[: GO_NOTE.index(b"x08go")] + b"x08gow==\n",
        GO_NOTE + "— other.example/key eDA4Z28vWks=\n".encode() * 200,
    ],
)
def test_what_is_not_exactly_a_note_is_refused(bad):
    with pytest.raises(FormatError):
        parse_note(bad)


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"])), st.integers(0, 300))
def test_any_text_survives_signing_and_reading(line, blank):
    text = f"{line}\n" + "\n" * (blank % 3)
    note = Note(text, (SIGNER.sign(text),))
    read = parse_note(note.serialise())
    assert read == note
    assert open_note(read, [SIGNER.key])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail_in_another_way(data):
    for candidate in (data, GO_NOTE[: len(data)] + data, data + GO_NOTE):
        try:
            parse_note(candidate)
        except FormatError:
            continue


def test_keys_as_text_are_read_back_and_checked():
    assert parse_note_key(SIGNER.key.vkey()) == SIGNER.key
    assert parse_witness_key(WITNESSES[0].key.vkey()) == WITNESSES[0].key
    for bad in (
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "PeterNeumenn"),
        GO_KEY[:-4],
        "PeterNeumann",
        "",
        WITNESSES[0].key.vkey(),
    ):
        with pytest.raises(FormatError):
            parse_note_key(bad)


def test_a_checkpoint_is_read_back_only_for_its_log():
    signed = sign_checkpoint(CHECKPOINT, SIGNER)
    data = signed.note.serialise()
    assert open_checkpoint(data, ORIGIN, [SIGNER.key]) == signed
    assert data.startswith(b"log.example/record\n7\n")
    with pytest.raises(SignatureError):
        open_checkpoint(data, "log.example/other", [SIGNER.key])
    with pytest.raises(SignatureError):
        open_checkpoint(data, ORIGIN, [NoteSigner(ORIGIN, private_key(b"m" * 32)).key])


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n07\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n+7\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n-7\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n٧\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n{2**63}\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n7\n{encode64(bytes(31))}\n",
        f"{ORIGIN}\n7\n{encode64(bytes(32))}\n\nmore\n",
        f"\n7\n{encode64(bytes(32))}\n",
        f"{ORIGIN}\n0\n{encode64(bytes(32))}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(FormatError):
        open_checkpoint(Note(text, (SIGNER.sign(text),)), ORIGIN, [SIGNER.key])


def test_the_log_cannot_sign_a_checkpoint_that_reads_as_another():
    with pytest.raises(FormatError):
        sign_checkpoint(Checkpoint(f"{ORIGIN}\n9", 7, EMPTY_ROOT), SIGNER)


def test_the_message_a_witness_signs_is_the_one_the_specification_gives():
    note = cosigned(WITNESSES[0], time=1679315147)
    line = note.signatures[-1]
    message = f"cosignature/v1\ntime 1679315147\n{note.text}".encode()
    assert line.value[:8] == (1679315147).to_bytes(8)
    WITNESSES[0].private.public_key().verify(line.value[8:], message)  # raises when it is another message


def test_a_quorum_counts_each_known_witness_once():
    quorum = Quorum(tuple(witness.key for witness in WITNESSES), 2)
    stranger = Cosigner("witness.example/a", private_key(b"s" * 32))
    with pytest.raises(QuorumError):
        quorum.check(cosigned(WITNESSES[0]))
    twice = cosigned(WITNESSES[0])
    twice = Note(twice.text, (*twice.signatures, WITNESSES[0].sign(twice.text, 200)))
    for few in (twice, cosigned(WITNESSES[0], stranger), sign_checkpoint(CHECKPOINT, SIGNER).note):
        with pytest.raises(QuorumError):
            quorum.check(few)
    assert quorum.check(cosigned(WITNESSES[0], stranger, WITNESSES[2])).keys() == {
        WITNESSES[0].key.vkey(),
        WITNESSES[2].key.vkey(),
    }
    assert list(quorum.check(parse_note(cosigned(*WITNESSES).serialise())).values()) == [100, 100, 100]


def test_a_cosignature_from_the_future_or_over_another_text_does_not_count():
    quorum = Quorum((WITNESSES[0].key,), 1)
    assert quorum.check(cosigned(WITNESSES[0], time=100), now=100)
    with pytest.raises(QuorumError):
        quorum.check(cosigned(WITNESSES[0], time=101), now=100)
    other = sign_checkpoint(Checkpoint(ORIGIN, 8, leaf_hash(b"other")), SIGNER).note
    moved = other.with_signatures(cosigned(WITNESSES[0]).signatures[1:])
    with pytest.raises(SignatureError):
        quorum.check(moved)
    assert select(moved.signatures, other, [WITNESSES[0].key]) == []
    later = cosigned(WITNESSES[0]).signatures[-1]
    forged = Signature(later.name, later.key_id, (99).to_bytes(8) + later.value[8:])
    with pytest.raises(SignatureError):
        quorum.check(Note(CHECKPOINT.text(), (forged,)))


def test_a_policy_that_makes_no_sense_is_refused():
    key = WITNESSES[0].key
    for witnesses, threshold in (((key, key), 1), ((key,), 2), ((key,), -1)):
        with pytest.raises(FormatError):
            Quorum(witnesses, threshold)
