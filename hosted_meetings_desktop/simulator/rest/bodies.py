"""What the service accepts in request bodies, field by field (limits from both specs)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Text = str | UnsetType
Nullable = str | UnsetType | None
Flag = bool | UnsetType
NullableFlag = bool | UnsetType | None
Positive = Annotated[int, Meta(ge=1)]
Pixels = Annotated[int, Meta(ge=1, le=1920)]
Seconds = Annotated[int, Meta(ge=60, le=86400)]
Uri = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$")]
Guid = Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$")]
NonEmpty = Annotated[str, Meta(min_length=1)]
Region = Literal["ap-south-1", "ap-southeast-1", "us-east-1", "eu-central-1"]
Position = Literal["left top", "right top", "left bottom", "right bottom"]


class Body(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A request body or part of one; a field that was not sent stays unset, one that is unknown is ignored."""


class Size(Body):
    """A watermark's size in pixels."""

    width: Positive | UnsetType = UNSET
    height: Positive | UnsetType = UNSET


class Watermark(Body):
    """A picture laid over a recording."""

    url: Uri | UnsetType = UNSET
    size: Size | UnsetType = UNSET
    position: Position | UnsetType = UNSET


class VideoConfig(Body):
    """How a recording's picture is stored. VP9 is RealtimeKit's alone; the handler looks."""

    codec: Literal["H264", "VP8", "VP9"] | UnsetType = UNSET
    width: Pixels | UnsetType = UNSET
    height: Pixels | UnsetType = UNSET
    watermark: Watermark | UnsetType = UNSET
    export_file: Flag = UNSET


class AudioConfig(Body):
    """How a recording's sound is stored."""

    codec: Literal["MP3", "AAC"] | UnsetType = UNSET
    channel: Literal["mono", "stereo"] | UnsetType = UNSET
    export_file: Flag = UNSET


class StorageConfig(Body):
    """The clinic's own storage for recordings. The secrets in it never come back."""

    type: Literal["aws", "azure", "digitalocean", "gcs", "sftp"]
    access_key: Text = UNSET
    secret: Text = UNSET
    bucket: Text = UNSET
    region: Text = UNSET
    path: Text = UNSET
    auth_method: Literal["KEY", "PASSWORD"] | UnsetType = UNSET
    username: Text = UNSET
    password: Text = UNSET
    host: Text = UNSET
    port: int | UnsetType = UNSET
    private_key: Text = UNSET


class Bucket(Body):
    """Whether the provider's own storage is used."""

    enabled: bool


class RtmpUrl(Body):
    """Where a copy of the picture is streamed to."""

    rtmp_url: Uri | UnsetType = UNSET


class RecordingConfig(Body):
    """A meeting's wishes for its recordings."""

    max_seconds: Seconds | UnsetType = UNSET
    file_name_prefix: Text = UNSET
    video_config: VideoConfig | UnsetType = UNSET
    audio_config: AudioConfig | UnsetType = UNSET
    storage_config: StorageConfig | UnsetType = UNSET
    live_streaming_config: RtmpUrl | UnsetType = UNSET
    dyte_bucket_config: Bucket | UnsetType = UNSET
    realtimekit_bucket_config: Bucket | UnsetType = UNSET


class Transcription(Body):
    """How speech is written down."""

    keywords: list[str] | UnsetType = UNSET
    language: Literal["en-US", "en-IN", "de", "hi", "sv", "ru", "pl", "el", "fr", "nl"] | UnsetType = UNSET
    profanity_filter: Flag = UNSET


class Summarization(Body):
    """How a session is summed up."""

    word_limit: Annotated[int, Meta(ge=150, le=1000)] | UnsetType = UNSET
    text_format: Literal["plain_text", "markdown"] | UnsetType = UNSET
    summary_type: (
        Literal[
            "general",
            "team_meeting",
            "sales_call",
            "client_check_in",
            "interview",
            "daily_standup",
            "one_on_one_meeting",
            "lecture",
            "code_review",
        ]
        | UnsetType
    ) = UNSET


class AiConfig(Body):
    """A meeting's transcription and summary."""

    transcription: Transcription | UnsetType = UNSET
    summarization: Summarization | UnsetType = UNSET


class MeetingBody(Body):
    """POST and PUT meetings. Which of the fields a dialect knows is decided by the handler."""

    title: Nullable = UNSET
    record_on_start: NullableFlag = UNSET
    live_stream_on_start: NullableFlag = UNSET
    persist_chat: Flag = UNSET
    summarize_on_end: Flag = UNSET
    recording_config: RecordingConfig | UnsetType = UNSET
    ai_config: AiConfig | UnsetType = UNSET
    preferred_region: Region | UnsetType | None = UNSET
    session_keep_alive_time_in_secs: Annotated[float, Meta(ge=0, le=600)] | UnsetType = UNSET
    transcribe_on_end: Flag = UNSET


class MeetingPatch(MeetingBody):
    """PATCH meetings."""

    status: Literal["ACTIVE", "INACTIVE"] | UnsetType = UNSET


class ParticipantBody(Body):
    """POST participants (and PUT, RealtimeKit only). ``name`` may be left out, and then nobody can join."""

    preset_name: str
    custom_participant_id: str
    name: Nullable = UNSET
    picture: Uri | UnsetType | None = UNSET


class ParticipantPatch(Body):
    """PATCH participants."""

    name: Nullable = UNSET
    picture: Uri | UnsetType | None = UNSET
    preset_name: Nullable = UNSET


class PeopleBody(Body):
    """Kick and mute: neither list is required."""

    participant_ids: list[str] = []
    custom_participant_ids: list[str] = []


class MuteAllBody(Body):
    """Mute all."""

    allow_unmute: bool = True


class StrictMuteAllBody(Body):
    """Mute all as RealtimeKit wants it."""

    allow_unmute: bool


class PollBody(Body):
    """POST poll. Dyte's spec requires nothing, yet a poll without question or options is none."""

    question: NonEmpty
    options: Annotated[list[str], Meta(min_length=1)]
    anonymous: bool = False
    hide_votes: bool = False


class Interactive(Body):
    """Timed metadata in a stream."""

    type: Literal["ID3"] | UnsetType = UNSET


class RecordingBody(Body):
    """POST recordings."""

    meeting_id: Guid
    max_seconds: Seconds | UnsetType = UNSET
    file_name_prefix: Text = UNSET
    video_config: VideoConfig | UnsetType = UNSET
    audio_config: AudioConfig | UnsetType = UNSET
    storage_config: StorageConfig | UnsetType = UNSET
    rtmp_out_config: RtmpUrl | UnsetType = UNSET
    dyte_bucket_config: Bucket | UnsetType = UNSET
    realtimekit_bucket_config: Bucket | UnsetType = UNSET
    interactive_config: Interactive | UnsetType = UNSET
    url: Uri | UnsetType = UNSET
    allow_multiple_recordings: bool = False


class TrackLayer(Body):
    """How one layer of a track recording is named; there are voices alone."""

    file_name_prefix: Text = UNSET
    media_kind: Literal["audio"] | UnsetType = UNSET


class TrackRecordingBody(Body):
    """POST recordings/track (RealtimeKit). Without ``user_ids`` everybody is recorded."""

    meeting_id: Guid
    user_ids: Annotated[list[str], Meta(max_length=100)] | UnsetType = UNSET
    layers: dict[str, TrackLayer] | UnsetType = UNSET


class RecordingAction(Body):
    """PUT recordings."""

    action: Literal["stop", "pause", "resume"]


class StreamSize(Body):
    """A livestream's picture in pixels."""

    height: int | UnsetType = UNSET
    width: int | UnsetType = UNSET


class LivestreamBody(Body):
    """POST livestreams."""

    name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9-_]*$")] | UnsetType | None = UNSET
    video_config: StreamSize | UnsetType = UNSET


Event = Literal[
    "meeting.started",
    "meeting.ended",
    "meeting.participantJoined",
    "meeting.participantLeft",
    "meeting.chatSynced",
    "recording.statusUpdate",
    "livestreaming.statusUpdate",
    "meeting.transcript",
    "meeting.summary",
]
EVENTS: tuple[str, ...] = Event.__args__  # type: ignore[attr-defined]


class WebhookBody(Body):
    """POST and PUT webhooks."""

    name: NonEmpty
    url: Uri
    events: list[Event]
    enabled: bool = True


class WebhookPatch(Body):
    """PATCH webhooks."""

    name: NonEmpty | UnsetType = UNSET
    url: Uri | UnsetType = UNSET
    events: list[Event] | UnsetType = UNSET
    enabled: Flag = UNSET


class AppBody(Body):
    """POST apps (RealtimeKit)."""

    name: NonEmpty
