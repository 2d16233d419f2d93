// Consent to being recorded: asks the guests' pages what their people answered there, and leaves it to the program to
// start a recording, which asks for the consent of everybody first. Pausing and stopping need no consent.

import { report } from "./host.js";

const ASK = "hosted-meetings.consent.ask";
const SAID = "hosted-meetings.consent.said";
const WORD = /^[\w-]{1,80}$/;

/** Watch a meeting while `isIn()` holds, in the window of somebody who may record. Returns what asks once more. */
export function watchConsent(meeting, isIn) {
  const { self, participants, recording } = meeting;
  const records = () => isIn() && self.permissions?.canRecord === true;
  const ask = (target) => {
    if (!records()) return;
    Promise.resolve(participants.broadcastMessage(ASK, { to: self.id }, target)).catch(() => undefined);
  };
  participants.on("broadcastedMessage", ({ type, payload } = {}) => {
    if (type !== SAID || !records()) return;
    const { answer, id, proof } = payload ?? {};
    const words = [answer, id, proof];
    if (words.every((one) => typeof one === "string" && WORD.test(one))) report("consent", { value: answer, names: [id, proof] });
  });
  participants.joined.on("participantJoined", (one) => ask({ participantIds: [one.id] }));
  for (const name of ["start", "resume"]) {
    if (typeof recording?.[name] === "function") recording[name] = async () => report("record", { value: name });
  }
  return { consent: () => ask() };
}
