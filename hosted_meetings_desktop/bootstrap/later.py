"""The services that the first list does not need, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.calendaring import Calendars
    from hosted_meetings_desktop.domain.checkup_targets import Place
    from hosted_meetings_desktop.domain.ids import AccountId
    from hosted_meetings_desktop.domain.ledger.repository import Anchors, LedgerRepository, PeerReports
    from hosted_meetings_desktop.domain.message import Postman
    from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, SyncEngine
    from hosted_meetings_desktop.domain.repositories import Library
    from hosted_meetings_desktop.services.arrivals import Arrivals
    from hosted_meetings_desktop.services.attendance_desk import AttendanceDesk
    from hosted_meetings_desktop.services.audit import AuditService
    from hosted_meetings_desktop.services.checkup import CheckupService
    from hosted_meetings_desktop.services.clinic import ClinicService
    from hosted_meetings_desktop.services.consents import ConsentService
    from hosted_meetings_desktop.services.correspondence import CorrespondenceService
    from hosted_meetings_desktop.services.desk_links import DeskLinks
    from hosted_meetings_desktop.services.front_desk import FrontDeskService
    from hosted_meetings_desktop.services.joining import JoinService
    from hosted_meetings_desktop.services.ledger import LedgerService
    from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
    from hosted_meetings_desktop.services.ledger_proof import LedgerProof
    from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
    from hosted_meetings_desktop.services.outbox import OutboxService
    from hosted_meetings_desktop.services.own_calendars import OwnCalendarService
    from hosted_meetings_desktop.services.people import PeopleService
    from hosted_meetings_desktop.services.presence import PresenceService
    from hosted_meetings_desktop.services.reports import ReportService
    from hosted_meetings_desktop.services.rescue import RescueService
    from hosted_meetings_desktop.services.rescue_settings import RescueSettings
    from hosted_meetings_desktop.services.rescue_takeover import TakeOver
    from hosted_meetings_desktop.services.rescue_vaults import Vaults
    from hosted_meetings_desktop.services.retention import RetentionService
    from hosted_meetings_desktop.services.schedule import ScheduleService
    from hosted_meetings_desktop.services.transcript_intake import TranscriptIntake
    from hosted_meetings_desktop.services.upcoming import UpcomingService


@dataclass(frozen=True)
class LaterServices:
    """What planning beyond the list and writing to people need.

    Attributes:
        postman: Makes what hands messages over.
        begin: Awaited once before anything is sent.
        zone: Tells the IANA zone of this PC.
        region: Tells the country of this PC, ISO 3166 ("DE"); empty where it has none.
        place: Tells whose service has to be reached for calls.
        account: Names the attendance ledger.
        ledger_ends: Where its end is kept outside the store; None: nowhere.
        store_key: Asks for the store's key, of which the archive's is made; in worker threads.
        archive_folder: Where the archive lies as long as the clinic chose no other place.
        plain_folder: Where recordings were downloaded to before there was an archive.
        in_call: Is set while somebody here is in a call.
    """

    store: Store
    engine: SyncEngine
    changes: Changes
    clock: Clock
    calendars: Calendars
    joining: JoinService
    postman: Callable[[], Postman]
    begin: Callable[[], Awaitable[None]] | None
    zone: Callable[[], str]
    region: Callable[[], str]
    place: Callable[[], Awaitable[Place]]
    account: AccountId
    ledger_ends: Anchors | None
    store_key: Callable[[], bytes]
    archive_folder: Path
    plain_folder: Path
    in_call: Event = field(default_factory=Event)

    @cached_property
    def schedule(self) -> ScheduleService:
        """The plan as a calendar."""
        from hosted_meetings_desktop.services.schedule import ScheduleService

        return ScheduleService(self.store, self.engine, self.changes, self.clock, self.calendars)

    @cached_property
    def clinic(self) -> ClinicService:
        """What a clinic decides once."""
        from hosted_meetings_desktop.domain.person import calling_code
        from hosted_meetings_desktop.services.clinic import ClinicService

        return ClinicService(self.store, self.changes, self.zone, lambda: calling_code(self.region()))

    @cached_property
    def people(self) -> PeopleService:
        """The clinic's people."""
        from hosted_meetings_desktop.domain.person import calling_code
        from hosted_meetings_desktop.services.people import PeopleService

        return PeopleService(self.store, self.changes, self.clock, country_code=calling_code(self.region()))

    @cached_property
    def outbox(self) -> OutboxService:
        """Messages that are due."""
        from hosted_meetings_desktop.messages.writer import LetterWriter
        from hosted_meetings_desktop.services.outbox import OutboxService

        return OutboxService(
            self.store, self.calendars, LetterWriter(), self.postman(), self.joining, self.changes, self.clock,
            begin=self.begin,
        )  # fmt: skip

    @cached_property
    def correspondence(self) -> CorrespondenceService:
        """What the screens ask about messages."""
        from hosted_meetings_desktop.services.correspondence import CorrespondenceService

        return CorrespondenceService(self.outbox)

    @cached_property
    def arrivals(self) -> Arrivals:
        """Who waits to be let in."""
        from hosted_meetings_desktop.services.arrivals import Arrivals

        return Arrivals(self.changes, self.clock)

    @cached_property
    def front_desk(self) -> FrontDeskService:
        """All of today's rooms at a glance."""
        from hosted_meetings_desktop.services.front_desk import FrontDeskService
        from hosted_meetings_desktop.store.front_desk import front_desk

        return FrontDeskService(
            self.store, self.schedule, self.arrivals, self.changes, self.clock, self.zone, front_desk
        )

    @cached_property
    def desk_links(self) -> DeskLinks:
        """Ways to people for a meeting that runs or is about to."""
        from hosted_meetings_desktop.services.desk_links import DeskLinks

        return DeskLinks(
            self.store, self.schedule, self.joining, lambda: self.correspondence, self.postman, self.changes,
            self.clock,
        )  # fmt: skip

    @cached_property
    def checkup(self) -> CheckupService:
        """What tries the network out for a check-up."""
        from hosted_meetings_desktop.network_check.probes import NetworkCheck
        from hosted_meetings_desktop.services.checkup import CheckupService
        from hosted_meetings_desktop.ui.checkup.system_proxy import proxy_of_calls

        return CheckupService(NetworkCheck(of_calls=proxy_of_calls), self.place, self.clock)

    @cached_property
    def consents(self) -> ConsentService:
        """What people said to being recorded."""
        from hosted_meetings_desktop.services.consents import ConsentService

        return ConsentService(self.store, self.changes, self.clock)

    @cached_property
    def ledger(self) -> LedgerService:
        """The attendance ledger, for screens and reports."""
        from hosted_meetings_desktop.services.ledger import LedgerService

        return LedgerService(self.store, _ledger, self.account, self.changes, self.clock)

    @cached_property
    def attendance_desk(self) -> AttendanceDesk:
        """What the attendance screen asks."""
        from hosted_meetings_desktop.services.attendance_desk import AttendanceDesk
        from hosted_meetings_desktop.store.ledger_list import ledger_list

        return AttendanceDesk(self.store, self.ledger, self.ledger_proof, ledger_list, _ledger, self.clock, self.zone)

    @cached_property
    def ledger_gatherer(self) -> LedgerGatherer:
        """Keeps the attendance ledger."""
        from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer

        # The client answers this too; ``VideoService`` leaves it out, as nothing but the ledger asks for it.
        peers = cast("PeerReports", self.joining.service)
        return LedgerGatherer(
            self.store, _ledger, self.account, self.changes, self.clock, self.zone,
            anchors=self.ledger_ends, peers=peers,
        )  # fmt: skip

    @cached_property
    def ledger_proof(self) -> LedgerProof:
        """Proves that nothing in the ledger was changed or removed."""
        from hosted_meetings_desktop.services.ledger_proof import LedgerProof

        return LedgerProof(self.store, _ledger, self.account, self.ledger_ends)

    @cached_property
    def ledger_witness(self) -> LedgerWitness:
        """Takes what call windows see."""
        from hosted_meetings_desktop.services.ledger_witness import LedgerWitness

        return LedgerWitness(self.store, _ledger, self.clock)

    @cached_property
    def audit(self) -> AuditService:
        """Who did what with patients' data."""
        from hosted_meetings_desktop.services.audit import AuditService

        return AuditService(self.store, self.changes, self.clock)

    @cached_property
    def reports(self) -> ReportService:
        """Attendance reports."""
        from hosted_meetings_desktop.services.reports import ReportService

        return ReportService(self.store, self.ledger, self.audit, self.clock, self.zone)

    @cached_property
    def vaults(self) -> Vaults:
        """The places of the archive."""
        from hosted_meetings_desktop.archive.key import archive_key
        from hosted_meetings_desktop.archive.places import place_maker
        from hosted_meetings_desktop.services.rescue_vaults import Vaults

        staging = self.archive_folder.with_name("on its way")
        make = place_maker(lambda: archive_key(self.store_key()), self.archive_folder, staging)
        return Vaults(self.store, self.changes, make)

    @cached_property
    def take_over(self) -> TakeOver:
        """Moves what was downloaded as plain files into the archive."""
        from hosted_meetings_desktop.archive.readable import readable
        from hosted_meetings_desktop.services.rescue_takeover import TakeOver

        return TakeOver(self.store, self.vaults, readable, self.changes, self.clock, self.plain_folder)

    @cached_property
    def rescue(self) -> RescueService:
        """Brings what the provider will delete into the archive."""
        from hosted_meetings_desktop.archive.places import own_storage
        from hosted_meetings_desktop.archive.readable import readable
        from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
        from hosted_meetings_desktop.services.rescue import RescueService
        from hosted_meetings_desktop.services.rescue_item import ItemRescue

        item = ItemRescue(
            self.store, self.joining.service, PresignedFetcher(), self.vaults, readable, own_storage, self.clock
        )
        return RescueService(
            self.store, item, self.changes, self.clock, in_call=self.in_call.is_set, before=self.take_over.run
        )

    @cached_property
    def rescue_settings(self) -> RescueSettings:
        """What a clinic decides of its archive."""
        from hosted_meetings_desktop.archive.places import own_storage
        from hosted_meetings_desktop.services.rescue_settings import RescueSettings

        return RescueSettings(self.rescue, own_storage)

    @cached_property
    def retention(self) -> RetentionService:
        """How long the archive keeps files."""
        from hosted_meetings_desktop.services.retention import RetentionService

        return RetentionService(self.store, self.vaults, self.changes, self.clock)

    @cached_property
    def transcripts(self) -> TranscriptIntake:
        """Takes the text of kept transcripts into the store."""
        from hosted_meetings_desktop.services.transcript_intake import TranscriptIntake

        return TranscriptIntake(self.store, self.rescue.content, self.changes)

    @cached_property
    def presence(self) -> PresenceService:
        """The front desk's own way into rooms."""
        from hosted_meetings_desktop.services.presence import PresenceService

        return PresenceService(self.joining, self.joining.service)

    @cached_property
    def upcoming(self) -> UpcomingService:
        """What begins soon."""
        from hosted_meetings_desktop.services.upcoming import UpcomingService

        return UpcomingService(self.store, self.clock)

    @cached_property
    def own_calendars(self) -> OwnCalendarService:
        """Hosts' own calendars."""
        from hosted_meetings_desktop.bootstrap.late_calendars import LateCalendarFetcher
        from hosted_meetings_desktop.services.own_calendars import OwnCalendarService

        return OwnCalendarService(
            self.store, self.calendars, LateCalendarFetcher(), self.schedule, self.changes, self.clock, self.zone
        )


def _ledger(library: Library) -> LedgerRepository:
    return library.ledger
