// Asks before joining whether the visit may be recorded, and tells a host's window in the room, which asks for it.

import { show } from "./steps.js";
import { say } from "./words.js";

const ASK = "hosted-meetings.consent.ask";
const SAID = "hosted-meetings.consent.said";
const PEER = /^[\w.:-]{1,80}$/;
const get = (id) => document.getElementById(id);

let link = null;
let said = null;
let goOn = () => undefined;

/** What was answered, to be kept over a reload; null before. */
export const kept = () => said;

/** Take what was answered before a reload. */
export function recall(before) {
  said = ["given", "refused", "told"].includes(before?.answer) ? before : null;
}

/** Ask, where the link says so and it is not answered yet; then go on with `next`. */
export function askFirst(ours, next) {
  link = ours;
  if (!link?.consent || said) return next();
  goOn = next;
  relabel();
  return show("consent");
}

/** The words hang on what the clinic does: it asks each person, or it tells everybody. */
export function relabel() {
  if (!link?.consent) return;
  const told = link.consent.policy === "told";
  get("consent-title").textContent = say(told ? "consent.told_title" : "consent.title");
  get("consent-text").textContent = say(told ? "consent.told_text" : "consent.text");
  get("consent-yes").textContent = say(told ? "consent.go_on" : "consent.yes");
  // Of two answers neither looks like the wanted one.
  get("consent-yes").classList.toggle("main", told);
  get("consent-no").hidden = told;
  get("consent-later").hidden = told;
}

async function answer(word) {
  said = { answer: word, ...(await proven(word)) };
  goOn();
}

get("consent-yes").onclick = () => answer(link.consent.policy === "told" ? "told" : "given");
get("consent-no").onclick = () => answer("refused");

/** What shows the clinic that who has this link has said so: see hosted_meetings_desktop/domain/consent_claim.py. */
async function proven(word) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = hex(bytes);
  const id = [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => digits.slice(from, to)).join("-");
  const text = new TextEncoder();
  const how = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", text.encode(link.consent.key), how, false, ["sign"]);
  return { id, proof: hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(`${word}|${id}`)))) };
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Tell every host's window that asks for it. */
export function serve(meeting) {
  const { participants } = meeting;
  participants.on?.("broadcastedMessage", ({ type, payload } = {}) => {
    if (type !== ASK || !said || !PEER.test(payload?.to ?? "")) return;
    Promise.resolve(participants.broadcastMessage(SAID, said, { participantIds: [payload.to] })).catch(() => undefined);
  });
}
