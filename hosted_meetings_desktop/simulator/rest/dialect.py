"""How the two dialects of one service differ, as data: the handlers ask here and know nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect. See FACTS sections 1 and 2 for where each difference is documented."""

    name: str
    prefix: str
    """Where its routes hang; ``{account_id}`` and ``{app_id}`` are checked against the world."""
    bearer: bool
    """Authorization: Bearer <api token>; otherwise Basic <organization id:api key>."""
    bucket_field: str
    """The recording switch for the provider's own storage, in bodies and answers."""
    preset_created: int
    """The status of a successful POST /presets."""
    regions: bool
    """Meetings have ``preferred_region``."""
    keep_alive: bool
    """Meetings have ``session_keep_alive_time_in_secs`` and ``transcribe_on_end``."""
    session_wrapped: bool
    """GET /sessions/{id} answers ``data.session``; otherwise the fields stand directly in ``data``."""
    sessions_paged: bool
    """GET /sessions has top-level ``paging``; otherwise none at all."""
    attendance_paged: bool
    """GET /sessions/{id}/participants has ``data.paging``; otherwise none at all."""
    recording_statuses: frozenset[str]
    """What the list filter ``status`` accepts."""
    meeting_status_filter: bool
    """GET /meetings accepts ``status``."""
    preset_search: bool
    """GET /presets accepts ``search``."""
    record_config_patchable: bool
    """PATCH /meetings/{id} accepts ``recording_config``."""
    preset_extras: bool
    """Presets have the newer fields (stage, transcription, simulcast, viewer qualities, light themes)."""
    video_codecs: frozenset[str] = field(default_factory=frozenset)


DYTE = Dialect(
    name="dyte",
    prefix="/v2",
    bearer=False,
    bucket_field="dyte_bucket_config",
    preset_created=200,
    regions=True,
    keep_alive=False,
    session_wrapped=True,
    sessions_paged=False,
    attendance_paged=True,
    recording_statuses=frozenset({"INVOKED", "RECORDING", "UPLOADING", "UPLOADED"}),
    meeting_status_filter=False,
    preset_search=False,
    record_config_patchable=False,
    preset_extras=False,
    video_codecs=frozenset({"H264", "VP8"}),
)

REALTIMEKIT = Dialect(
    name="realtimekit",
    prefix="/client/v4/accounts/{account_id}/realtime/kit/{app_id}",
    bearer=True,
    bucket_field="realtimekit_bucket_config",
    preset_created=201,
    regions=False,
    keep_alive=True,
    session_wrapped=False,
    sessions_paged=True,
    attendance_paged=False,
    recording_statuses=frozenset({"INVOKED", "RECORDING", "UPLOADING", "UPLOADED", "ERRORED", "PAUSED"}),
    meeting_status_filter=True,
    preset_search=True,
    record_config_patchable=True,
    preset_extras=True,
    video_codecs=frozenset({"H264", "VP8", "VP9"}),
)
