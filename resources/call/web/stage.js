// The stage of a webinar: tells the program who asks to come on it and who stands there, and does what it decides.

import { report } from "./host.js";
import { MANY, person, WORD } from "./room.js";

const ASKS = "REQUESTED_TO_JOIN_STAGE";
const STANDS = "ON_STAGE";
/** Where the person of this window stands, as the program knows it. */
const OWN = { OFF_STAGE: "off", [ASKS]: "asking", ACCEPTED_TO_JOIN_STAGE: "called", [STANDS]: "on" };

/** Whether this is a meeting at which some speak and the rest watches. */
const isWebinar = (meeting) => Boolean(meeting.stage) && ["WEBINAR", "LIVESTREAM"].includes(meeting.meta?.viewType);

/** Whether the person of this window decides who comes on stage. */
const decides = ({ self: { permissions } }) =>
  Boolean(permissions?.acceptStageRequests ?? permissions?.canAcceptProductionRequests);

const at = (meeting, status) => meeting.participants.joined.toArray().filter((one) => one.stageStatus === status);

/** Report on a webinar while `isIn()` holds; any other meeting has no stage. Returns what reports once more. */
export function watchStage(meeting, isIn) {
  let told = "";
  const stage = () => {
    if (!isIn() || !isWebinar(meeting)) return;
    const own = { value: OWN[meeting.stage.status] ?? "off", detail: decides(meeting) ? "decides" : "" };
    const asking = decides(meeting) ? at(meeting, ASKS).slice(0, MANY).map(person) : [];
    const standing = at(meeting, STANDS).slice(0, MANY).map(person);
    // The kit's events overlap: one change, one report.
    const news = JSON.stringify([own, asking, standing]);
    if (news === told) return;
    told = news;
    report("asking", { people: asking });
    report("standing", { people: standing });
    report("stage", own);
  };
  const soon = () => queueMicrotask(stage);
  for (const name of ["stageStatusUpdate", "stageAccessRequestUpdate", "newStageRequest"]) {
    meeting.stage?.on?.(name, soon);
  }
  const { joined } = meeting.participants;
  for (const name of ["stageStatusUpdate", "participantJoined", "participantLeft", "participantsCleared"]) {
    joined.on(name, soon);
  }
  const afresh = () => {
    told = "";
    stage();
  };
  return { stage: afresh };
}

/** What can be asked about somebody at a webinar; `meeting()` is the one of now. */
export function stageWishes(meeting) {
  const about = (id, statuses, deed) => {
    const now = meeting();
    const found = WORD.test(id) && now?.participants.joined.toArray()
      .some((one) => [one.userId, one.id].includes(id) && statuses.includes(one.stageStatus));
    return found ? deed(now.stage) : undefined;
  };
  return {
    let_on_stage: (id) => about(id, [ASKS, "OFF_STAGE"], (stage) => stage.grantAccess([id])),
    keep_off_stage: (id) => about(id, [ASKS, "ACCEPTED_TO_JOIN_STAGE"], (stage) => stage.denyAccess([id])),
    send_off_stage: (id) => about(id, [STANDS], (stage) => stage.kick([id])),
  };
}
