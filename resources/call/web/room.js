// Tells the program who is in the room, who waits to be let in, and what is switched on; lets people in.

import { report } from "./host.js";

/** An id of the provider's. */
export const WORD = /^[\w.:-]{1,80}$/;

/** The program takes no longer reports (words.MOST_NAMED); the room's list is the kit's to show. */
export const MANY = 200;

/** A person as the program knows them: by the participant's id, which two windows of one person share. */
export function person(one) {
  return { id: one.userId || one.id, name: (one.name || "").slice(0, 120), preset: (one.presetName || "").slice(0, 120) };
}

/** What the program is told of a recording; in any other state there is none yet, or none any more. */
const RECORDED = { RECORDING: "on", PAUSED: "paused" };

/** Report on a meeting while `isIn()` holds. Returns the functions that report once more. */
export function watchRoom(meeting, isIn) {
  const { self, participants, recording } = meeting;
  const people = () => {
    if (isIn()) report("people", { people: participants.joined.toArray().slice(0, MANY).map(person) });
  };
  const waiting = () => {
    if (isIn()) report("waiting", { people: participants.waitlisted.toArray().slice(0, MANY).map(person) });
  };
  const media = () => {
    const on = { microphone: self.audioEnabled, camera: self.videoEnabled, sharing: self.screenShareEnabled };
    report("media", { flags: Object.keys(on).filter((name) => on[name]) });
  };
  const recorded = () => {
    if (isIn()) report("recording", { value: RECORDED[recording?.recordingState] ?? "" });
  };
  recording?.on?.("recordingUpdate", recorded);
  for (const name of ["audioUpdate", "videoUpdate", "screenShareUpdate"]) self.on(name, media);
  for (const name of ["participantJoined", "participantLeft", "participantsUpdate", "participantsCleared"]) {
    participants.joined.on(name, people);
    participants.waitlisted.on(name, waiting);
  }
  return { people, waiting, media, recorded };
}

const SWITCHES = {
  audio: ["audioEnabled", "enableAudio", "disableAudio"],
  video: ["videoEnabled", "enableVideo", "disableVideo"],
};
const turns = { audio: Promise.resolve(), video: Promise.resolve() };

/**
 * Switch the microphone ("audio") or the camera ("video") over. One press after the other: while one is under way the
 * SDKs take no second. Rejects where it came to nothing, of which the SDKs say nothing; a refusal is told elsewhere.
 */
export function switched(self, kind) {
  const [flag, on, off] = SWITCHES[kind];
  const turn = turns[kind].catch(() => undefined).then(async () => {
    const before = self[flag];
    await (before ? self[off]() : self[on]());
    if (self[flag] === before && self.mediaPermissions?.[kind] !== "DENIED") throw new Error("nothing changed");
  });
  turns[kind] = turn;
  return turn;
}

/** What can be asked about somebody who waits. */
export const doors = {
  admit: (meeting, id) => isWaiting(meeting, id) && meeting.participants.acceptWaitingRoomRequest(id),
  deny: (meeting, id) => isWaiting(meeting, id) && meeting.participants.rejectWaitingRoomRequest(id),
  admit_all(meeting) {
    const ids = meeting.participants.waitlisted.toArray().map((one) => one.userId);
    return ids.length ? meeting.participants.acceptAllWaitingRoomRequest(ids) : undefined;
  },
};

function isWaiting(meeting, id) {
  return WORD.test(id) && meeting.participants.waitlisted.toArray().some((one) => [one.userId, one.id].includes(id));
}
