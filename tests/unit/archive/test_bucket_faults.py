"""Uploads whose answers get lost, services that forget, refuse or are none: nothing is lost, and it is told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.archive.bucket import BucketVault, OwnBucket
from hosted_meetings_desktop.archive.bucket_client import bucket_told, open_client
from hosted_meetings_desktop.archive.upload import PART, part_length
from hosted_meetings_desktop.domain.vault import BeingWritten, Bucket, Missing, VaultProblem, VaultTrouble
from tests.unit.archive.bucket_kit import names, vault_of, watched
from tests.unit.archive.vault_kit import ITEM, PLACE, ignore, read_all, take_in

BIG = os.urandom(PART) + b"the rest"
"""Two parts."""


def uploads(bucket: Bucket) -> list[str]:
    found = open_client(bucket).list_multipart_uploads(Bucket=bucket.name).get("Uploads", ())
    return [each["Key"] for each in found]


def refused(code: str, status: int) -> ClientError:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Any")


class Ended(BaseException):
    """The app is killed here."""


# ---- uploads
@given(st.integers(1, 5 << 40))
def test_no_file_has_more_parts_than_the_service_takes(size: int) -> None:
    length = part_length(size)
    assert length >= PART
    assert -(-size // length) <= 9_000
    assert length == PART or size > PART * 9_000


@pytest.mark.parametrize("before_or_after", ["before", "after"])
def test_an_upload_whose_end_nobody_heard_of_is_not_done_again(
    vault: BucketVault, bucket: Bucket, tmp_path: Path, before_or_after: str
) -> None:
    """The service ended it; the answer was lost, or the app was killed before it was written down."""
    take_in(vault, BIG)
    calls = watched(vault)

    def lose(whole: Any, arguments: Any) -> Any:
        whole(**arguments)
        raise Ended

    if before_or_after == "before":
        calls.before["complete_multipart_upload"] = lose
    else:
        calls.before["head_object"] = lambda whole, arguments: (
            whole(**arguments) if "complete_multipart_upload" not in calls.asked else (_ for _ in ()).throw(Ended)
        )
    with pytest.raises(Ended):
        vault.put(ITEM, PLACE, ignore)
    again = vault_of(bucket, tmp_path)
    again.open(vault.id)
    counting = watched(again)
    again.put(ITEM, PLACE, ignore)
    assert "upload_part" not in counting.asked
    assert read_all(again) == BIG
    assert list((tmp_path / "staging").glob("*.upload")) == []


def test_an_end_that_was_answered_twice_is_an_end(vault: BucketVault) -> None:
    """The first answer got lost; the second try is told that there is no such upload."""
    take_in(vault, BIG)

    def twice(whole: Any, arguments: Any) -> Any:
        whole(**arguments)
        raise refused("NoSuchUpload", 404)

    watched(vault).before["complete_multipart_upload"] = twice
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == BIG


@pytest.mark.parametrize("call", ["upload_part", "complete_multipart_upload"])
def test_a_service_that_forgets_an_upload_is_told_as_that(vault: BucketVault, call: str) -> None:
    take_in(vault, BIG)
    calls = watched(vault)

    def forget(_whole: Any, _arguments: Any) -> Any:
        raise refused("NoSuchUpload", 404)

    calls.before[call] = forget
    with pytest.raises(VaultProblem, match="forgot") as caught:
        vault.put(ITEM, PLACE, ignore)
    assert "safe on this PC" in caught.value.advice
    calls.before.clear()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == BIG


def test_uploads_that_nobody_knows_of_are_ended(vault: BucketVault, bucket: Bucket) -> None:
    """The app was killed between the beginning of an upload and the note of it."""
    client = open_client(bucket)
    for name in (f"archive/{PLACE}", f"archive/{PLACE}.other"):
        client.create_multipart_upload(Bucket=bucket.name, Key=name)
    take_in(vault, BIG)
    vault.put(ITEM, PLACE, ignore)
    assert uploads(bucket) == [f"archive/{PLACE}.other"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\xff"])
def test_a_note_of_an_upload_that_cannot_be_read_stops_nothing(vault: BucketVault, tmp_path: Path, text: str) -> None:
    notes = tmp_path / "staging" / f"{ITEM}.upload"
    take_in(vault, BIG)
    notes.write_bytes(text.encode("latin-1"))
    vault.put(ITEM, PLACE, ignore)
    take_in(vault, BIG)
    notes.write_bytes(text.encode("latin-1"))
    vault.drop(ITEM)
    assert list((tmp_path / "staging").iterdir()) == []


def test_what_another_copy_of_the_app_uploads_is_left_to_it(
    vault: BucketVault, bucket: Bucket, tmp_path: Path
) -> None:
    take_in(vault, BIG)
    other = vault_of(bucket, tmp_path)
    other.open(vault.id)
    told = []

    def meanwhile(whole: Any, arguments: Any) -> Any:
        for deed in (lambda: other.put(ITEM, PLACE, ignore), lambda: other.drop(ITEM)):
            with pytest.raises(BeingWritten):
                deed()
            told.append(True)
        return whole(**arguments)

    watched(vault).before["complete_multipart_upload"] = meanwhile
    vault.put(ITEM, PLACE, ignore)
    assert told
    assert read_all(vault) == BIG


def test_a_file_that_is_read_back_can_be_broken_off(vault: BucketVault) -> None:
    take_in(vault, BIG)
    calls = watched(vault)
    calls.before["head_object"] = lambda whole, arguments: whole(**arguments) | {"ETag": ""}

    def end(_done: int, _total: int | None) -> None:
        if "get_object" in calls.asked:
            raise Ended

    with pytest.raises(Ended):
        vault.put(ITEM, PLACE, end)


def test_a_disk_of_this_pc_that_fails_is_told(vault: BucketVault, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(vault, b"short")

    def fail(_path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(VaultProblem) as caught:
        vault.put(ITEM, PLACE, ignore)
    assert caught.value.trouble is VaultTrouble.AWAY


def test_names_of_any_letters_are_kept_apart(bucket: Bucket, tmp_path: Path) -> None:
    for prefix in ("Ärzte + Töchter/100% & mehr", "Ärzte   Töchter/100%25 & mehr", "a+b", "a b", "a%2Bb", "日本"):
        place = Bucket(bucket.name, "key", "s3cret", bucket.endpoint, prefix=prefix)
        vault = vault_of(place, tmp_path / prefix.replace("/", "_"))
        vault.open("")
        take_in(vault, prefix.encode())
        vault.put(ITEM, PLACE, ignore)
        assert read_all(vault) == prefix.encode()
        assert f"{prefix}/{PLACE}" in names(bucket)
        vault.close()


# ---- what is not there
@pytest.mark.parametrize("status", [404, 410])
def test_a_bucket_that_is_gone_is_told_from_a_file_that_is(vault: BucketVault, bucket: Bucket, status: int) -> None:
    take_in(vault, b"short")
    vault.put(ITEM, PLACE, ignore)
    calls = watched(vault)

    def nothing(_whole: Any, _arguments: Any) -> Any:
        raise refused("404" if status == 404 else "Gone", status)

    calls.before = dict.fromkeys(("head_object", "get_object", "delete_object"), nothing)
    for deed in (lambda: vault.has(PLACE), lambda: vault.content(PLACE), lambda: vault.remove(PLACE)):
        with pytest.raises(VaultProblem):
            deed()
    calls.before = {"delete_object": nothing} if status == 404 else {}
    open_client(bucket).delete_object(Bucket=bucket.name, Key=f"archive/{PLACE}")
    vault.remove(PLACE)  # a service that says so of what is not there
    assert not vault.has(PLACE)
    with pytest.raises(Missing):
        vault.content(PLACE)


@pytest.mark.parametrize(
    ("code", "status", "trouble", "words"),
    [
        ("RequestTimeTooSkewed", 403, VaultTrouble.REFUSED, "clock"),
        ("InvalidObjectState", 403, VaultTrouble.AWAY, "bring it back"),
        ("AuthorizationHeaderMalformed", 400, VaultTrouble.AWAY, "region"),
        ("PermanentRedirect", 301, VaultTrouble.AWAY, "region"),
        ("PreconditionFailed", 412, VaultTrouble.AWAY, "Open it again"),
        ("InvalidAccessKeyId", 403, VaultTrouble.REFUSED, "access key"),
        ("InternalError", 500, VaultTrouble.AWAY, "tries again"),
        ("SlowDown\nERROR faked: " + "x" * 500, 503, VaultTrouble.AWAY, "tries again"),
    ],
)
def test_each_refusal_says_what_to_do(code: str, status: int, trouble: VaultTrouble, words: str) -> None:
    with pytest.raises(VaultProblem) as caught, bucket_told():
        raise refused(code, status)
    assert caught.value.trouble is trouble
    assert words in caught.value.advice
    assert "\n" not in caught.value.details
    assert len(caught.value.details) < 80


@pytest.mark.parametrize(
    "bucket",
    [
        Bucket("bucket", "key", "s3cret", "http://localhost.example.org"),
        Bucket("bucket", "key", "s3cret", "http://127.0.0.1@example.org"),
        Bucket("bucket", "key", "s3cret", "ftp://example.org"),
        Bucket("bucket", "key", "s3cret", "example.org"),
        Bucket("bucket", "key", "s3cret", "https://"),
        Bucket("bucket", "key", "s3cret", "https://["),
        Bucket("bucket", "key", "s3cret", "https://a b"),
        Bucket("bucket", "key", "s3cret", "https://127.0.0.1", region="no such/region"),
    ],
)
def test_an_address_that_cannot_be_or_is_open_to_all_is_not_used(bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(VaultProblem, match="cannot be used") as caught:
        vault_of(bucket, tmp_path).open("")
    assert "s3cret" not in caught.value.details
    with pytest.raises(VaultProblem):
        OwnBucket(bucket).content("visit.mp4")


def test_a_name_that_no_bucket_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultProblem, match="not there"):
        vault_of(Bucket("clinic?archive", "key", "s3cret", "http://127.0.0.1:9"), tmp_path).open("")
