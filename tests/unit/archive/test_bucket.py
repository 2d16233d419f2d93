"""The archive in a bucket, against a real S3 server on loopback that can be made to fail."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.archive.bucket import BucketVault, OwnBucket
from hosted_meetings_desktop.archive.bucket_client import open_client
from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.archive.upload import PART
from hosted_meetings_desktop.domain.archive import Damaged
from hosted_meetings_desktop.domain.vault import Bucket, Missing, NotWhole, VaultProblem, VaultTrouble
from tests.unit.archive.bucket_kit import names, vault_of, watched
from tests.unit.archive.vault_kit import ITEM, PLACE, ignore, read_all, take_in

BIG = os.urandom(PART) * 2 + b"the rest"
"""Three parts."""


def test_what_was_put_comes_back_and_is_not_readable_there(
    vault: BucketVault, bucket: Bucket, tmp_path: Path
) -> None:
    digest = take_in(vault, b"short")
    told: list[tuple[int, int | None]] = []
    vault.put(ITEM, PLACE, lambda done, total: told.append((done, total)))
    vault.put(ITEM, PLACE, ignore)  # once more is as good
    assert read_all(vault) == b"short"
    assert digest == hashlib.sha256(b"short").hexdigest()
    assert names(bucket) == [f"archive/{PLACE}", "archive/hosted-meetings-archive.json"]
    assert told[-1][0] == told[-1][1]
    assert list((tmp_path / "staging").iterdir()) == []
    assert vault.room().free is None
    vault.remove(PLACE)
    assert not vault.has(PLACE)
    with pytest.raises(Missing):
        vault.content(PLACE)
    with pytest.raises(Missing):
        vault.put(ITEM, PLACE, ignore)


def test_a_long_file_goes_on_where_its_upload_broke_off(vault: BucketVault, bucket: Bucket, tmp_path: Path) -> None:
    digest = take_in(vault, BIG)
    calls = watched(vault)
    sent: list[int] = []

    def break_off(whole: Any, arguments: Any) -> Any:
        if arguments["PartNumber"] == 3:
            raise KeyboardInterrupt
        sent.append(arguments["PartNumber"])
        return whole(**arguments)

    calls.before["upload_part"] = break_off
    with pytest.raises(KeyboardInterrupt):
        vault.put(ITEM, PLACE, ignore)
    assert not vault.has(PLACE)

    again = vault_of(bucket, tmp_path)
    again.open(vault.id)
    counting = watched(again)
    again.put(ITEM, PLACE, ignore)
    assert sent == [1, 2]
    assert counting.asked.count("upload_part") == 1, "only what was missing"
    content = again.content(PLACE)
    assert content.check() == digest
    assert content.read_at(PART - 5, 10) == BIG[PART - 5 : PART + 5]
    assert list((tmp_path / "staging").iterdir()) == []


def test_an_upload_that_the_service_forgot_begins_anew(vault: BucketVault, bucket: Bucket, tmp_path: Path) -> None:
    take_in(vault, BIG)
    calls = watched(vault)
    calls.before["complete_multipart_upload"] = lambda _whole, _arguments: pytest.fail("ended", pytrace=False)
    with pytest.raises(pytest.fail.Exception):
        vault.put(ITEM, PLACE, ignore)
    client = open_client(bucket)
    upload = client.list_multipart_uploads(Bucket=bucket.name)["Uploads"][0]
    client.abort_multipart_upload(Bucket=bucket.name, Key=upload["Key"], UploadId=upload["UploadId"])
    calls.before.clear()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == BIG


def test_what_is_dropped_leaves_nothing_there(vault: BucketVault, bucket: Bucket, tmp_path: Path) -> None:
    take_in(vault, BIG)
    calls = watched(vault)
    calls.before["complete_multipart_upload"] = lambda _whole, _arguments: pytest.fail("ended", pytrace=False)
    with pytest.raises(pytest.fail.Exception):
        vault.put(ITEM, PLACE, ignore)
    vault.drop(ITEM)
    assert "Uploads" not in open_client(bucket).list_multipart_uploads(Bucket=bucket.name)
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_file_that_arrived_otherwise_is_not_accepted(vault: BucketVault, bucket: Bucket) -> None:
    """The service stores something else than it was sent, of the same length."""
    take_in(vault, b"a short content")
    calls = watched(vault)

    def spoil(whole: Any, arguments: Any) -> Any:
        body = bytearray(arguments["Body"])
        body[-1] ^= 1
        return whole(**arguments | {"Body": bytes(body)})

    calls.before["put_object"] = spoil
    with pytest.raises(NotWhole):
        vault.put(ITEM, PLACE, ignore)
    assert names(bucket) == ["archive/hosted-meetings-archive.json"]
    calls.before.clear()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == b"a short content"


def test_a_service_whose_marks_prove_nothing_is_read_back(vault: BucketVault) -> None:
    take_in(vault, b"a short content")
    calls = watched(vault)
    calls.before["head_object"] = lambda whole, arguments: whole(**arguments) | {"ETag": '"encrypted by the service"'}

    def give(whole: Any, arguments: Any) -> Any:
        return whole(**{name: value for name, value in arguments.items() if name != "IfMatch"})

    calls.before["get_object"] = give
    vault.put(ITEM, PLACE, ignore)
    assert "get_object" in calls.asked
    calls.before.clear()
    assert read_all(vault) == b"a short content"


def test_only_what_is_asked_for_is_fetched(vault: BucketVault) -> None:
    take_in(vault, BIG)
    vault.put(ITEM, PLACE, ignore)
    calls = watched(vault)
    fetched = 0

    def count(whole: Any, arguments: Any) -> Any:
        nonlocal fetched
        begin, _, end = arguments["Range"].removeprefix("bytes=").partition("-")
        fetched += int(end) - int(begin) + 1
        return whole(**arguments)

    calls.before["get_object"] = count
    content = vault.content(PLACE)
    assert isinstance(content, SealedReader)
    assert content.read_at(len(BIG) // 2, 1000) == BIG[len(BIG) // 2 :][:1000]
    assert fetched < len(BIG) / 4


def test_a_change_there_is_found(vault: BucketVault, bucket: Bucket) -> None:
    take_in(vault, b"a short content")
    vault.put(ITEM, PLACE, ignore)
    client, name = open_client(bucket), f"archive/{PLACE}"
    data = bytearray(client.get_object(Bucket=bucket.name, Key=name)["Body"].read())
    data[-1] ^= 1
    client.put_object(Bucket=bucket.name, Key=name, Body=bytes(data))
    with pytest.raises(Damaged):
        vault.content(PLACE)


# ---- which bucket it is
def trouble(vault: BucketVault, expected: str = "") -> VaultTrouble:
    with pytest.raises(VaultProblem) as caught:
        vault.open(expected)
    told = f"{caught.value} {caught.value.advice} {caught.value.details}"
    assert "s3cret" not in told
    return caught.value.trouble


def test_the_bucket_is_known_again(vault: BucketVault, bucket: Bucket, tmp_path: Path) -> None:
    assert vault_of(bucket, tmp_path).open(vault.id) == vault.id
    assert trouble(vault_of(bucket, tmp_path), "another") is VaultTrouble.FOREIGN
    assert trouble(vault_of(bucket, tmp_path, bytes(32)), vault.id) is VaultTrouble.FOREIGN
    client = open_client(bucket)
    client.put_object(Bucket=bucket.name, Key="archive/hosted-meetings-archive.json", Body=b"{")
    assert trouble(vault_of(bucket, tmp_path), vault.id) is VaultTrouble.DAMAGED
    client.delete_object(Bucket=bucket.name, Key="archive/hosted-meetings-archive.json")
    assert trouble(vault_of(bucket, tmp_path), vault.id) is VaultTrouble.EMPTY


def test_a_bucket_that_is_not_there_is_told(address: str, tmp_path: Path) -> None:
    assert trouble(vault_of(Bucket("no-such-bucket", "k", "s3cret", address), tmp_path)) is VaultTrouble.AWAY


def test_a_service_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = vault_of(Bucket("bucket", "k", "s3cret", "http://127.0.0.1:9"), tmp_path)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    assert trouble(vault) is VaultTrouble.AWAY


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("AccessDenied", 403, VaultTrouble.REFUSED),
        ("SignatureDoesNotMatch", 403, VaultTrouble.REFUSED),
        ("QuotaExceeded", 403, VaultTrouble.FULL),
        ("SlowDown", 503, VaultTrouble.AWAY),
    ],
)
def test_what_the_service_says_is_told(vault: BucketVault, code: str, status: int, expected: VaultTrouble) -> None:
    from botocore.exceptions import ClientError

    def refuse(_whole: Any, _arguments: Any) -> Any:
        raise ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutObject")  # type: ignore[typeddict-item]

    take_in(vault, b"content")
    watched(vault).before["put_object"] = refuse
    with pytest.raises(VaultProblem) as caught:
        vault.put(ITEM, PLACE, ignore)
    assert caught.value.trouble is expected
    content = vault.taken(ITEM)
    content.close()
    assert content.length == 7, "what was downloaded is kept"


# ---- the account's own storage
def test_the_accounts_own_recordings_are_read_there(bucket: Bucket) -> None:
    client = open_client(bucket)
    client.put_object(Bucket=bucket.name, Key="archive/2026/visit.mp4", Body=b"0123456789")
    storage = OwnBucket(bucket)
    place = storage.find("some/path/visit.mp4")
    assert place == "archive/2026/visit.mp4"
    assert storage.find("other.mp4") is None
    assert storage.find("") is None
    content = storage.content(place)
    assert (content.length, content.read_at(3, 4), content.read_at(8, 9)) == (10, b"3456", b"89")
