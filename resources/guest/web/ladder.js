// What is tried next when joining fails: once more, afresh, with sound only, and at last the phone.

/** Kinds of trouble (call/errors.js) after which trying again is no use, and the closing page each leads to. */
const FINAL = {
  bad_token: "dead", expired_token: "dead", not_admitted: "dead", room_inactive: "cancelled",
  unsupported: "unsupported", removed: "removed", ended: "ended", refused: "refused",
};

/**
 * The next rung. `rung` is where it failed: "join", "reload" (after the page was loaded afresh) or "audio".
 * Returns { go: "wait" | "reload" | "audio" } or { close: <closing page> }.
 */
export function next(rung, kind, online = true) {
  if (FINAL[kind]) return { close: FINAL[kind] };
  if (!online) return { go: "wait" };
  if (rung === "join") return { go: "reload" };
  if (kind === "unreachable") return { close: "unreachable" };
  if (rung === "reload") return { go: "audio" };
  return { close: "failed" };
}

/** Whether a join may be tried again at once: the SDK's passing fault 0002, once. */
export function isPassing(error) {
  return /0002/.test(`${error?.code ?? ""} ${error?.message ?? ""}`);
}

export const RETRY_AFTER = 750;
