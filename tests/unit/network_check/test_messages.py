"""STUN messages and certificates, also broken ones: nothing that a network sends may throw the check-up off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.network_check import stun
from hosted_meetings_desktop.network_check.certificates import issuer_of
from tests.unit.network_check.kit import Authority, stun_reply

DER = Authority().der()
LONG = Authority("Ü" * 30, "Größte Klinik").der()


@pytest.mark.parametrize(("request_of", "said"), [(stun.binding_request, ""), (stun.allocate_request, "401")])
def test_the_answer_to_a_request_is_read(request_of, said: str) -> None:
    request = request_of()
    reply = stun_reply(request)
    assert stun.answers(request, reply) == said
    assert stun.rest_length(reply[: stun.HEADER]) == len(reply) - stun.HEADER


def test_what_belongs_to_another_request_is_no_answer() -> None:
    request = stun.binding_request()
    reply = stun_reply(request)
    assert stun.answers(stun.binding_request(), reply) is None
    assert stun.answers(stun.allocate_request()[:8] + request[8:], reply) is None
    assert stun.answers(request, request) is None
    assert stun.answers(request, reply[:-1] if len(reply) > stun.HEADER else reply[:19]) is None
    assert stun.answers(request, b"\xc0" + reply[1:]) is None


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_no_bytes_break_the_reading_of_an_answer(noise: bytes, attributes: bytes) -> None:
    request = stun.allocate_request()
    assert stun.answers(request, noise) is None
    padded = attributes + bytes(-len(attributes) % 4)
    reply = bytes([0x01, 0x13]) + len(padded).to_bytes(2, "big") + request[4:20] + padded
    assert stun.answers(request, reply) is not None


def test_the_issuer_is_read_in_any_script() -> None:
    assert issuer_of(DER) == "Clinic at the Park, Park Clinic Inspection CA"
    assert issuer_of(LONG) == f"Größte Klinik, {'Ü' * 30}"


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_a_certificate(noise: bytes) -> None:
    assert isinstance(issuer_of(noise), str)


@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_no_changed_byte_breaks_it_either(place: int, byte: int) -> None:
    assert isinstance(issuer_of(DER[:place] + bytes([byte]) + DER[place + 1 :]), str)
    assert issuer_of(DER[:place]) in {"", "Clinic at the Park", "Clinic at the Park, Park Clinic Inspection CA"}
