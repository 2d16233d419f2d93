// What the app tries next when joining fails. The first rungs are those of the patients' page; a host has more.

import { next as forGuests } from "./guest/ladder.js";

export { isPassing, RETRY_AFTER } from "./guest/ladder.js";

const RENEWABLE = ["bad_token", "expired_token"];

/** What the diary and the person are told when a rung is begun. */
export const STEP = { fresh: "fresh_ticket", reload: "reload", audio: "sound_only", wait: "offline" };

/**
 * The next rung. `rung` is where it failed: "" (the first try), "fresh" (with another ticket), "reload" (after the
 * page was loaded afresh) or "audio" (with sound only).
 * Returns { go: "fresh" | "reload" | "audio" | "wait" } or { out: <kind of trouble> }.
 */
export function next(rung, kind, online = true) {
  if (RENEWABLE.includes(kind)) return rung === "" ? { go: "fresh" } : { out: kind };
  const guests = forGuests(rung === "audio" ? "audio" : rung === "reload" ? "reload" : "join", kind, online);
  if (guests.close) return { out: kind };
  if (guests.go === "wait") return guests;
  if (rung === "") return { go: "fresh" };
  // Another page finds no service either; a browser may, by another way through the network.
  return kind === "unreachable" ? { out: kind } : guests;
}
