// Says in one word what went wrong; the program has the sentences for it.

import { lastAnswer } from "./transport.js";

/** Seconds since 1970 at which a token ends; 0 when it has no end, null when it is no token. */
export function tokenEnd(token) {
  try {
    const body = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const claims = JSON.parse(atob(body));
    return claims && claims.meetingId ? Number(claims.exp) || 0 : null;
  } catch {
    return null;
  }
}

/** What can be said about a ticket before it is used: "bad_token", "expired_token" or "". */
export function checkToken(token, now = Date.now()) {
  const end = tokenEnd(token);
  if (end === null) return "bad_token";
  return end > 0 && end * 1000 <= now ? "expired_token" : "";
}

/** Sort an error of the SDK's start or join; `renewed` says that the ticket was a fresh one. */
export function classify(error, renewed) {
  const text = `${error?.code ?? ""} ${error?.message ?? error ?? ""}`;
  if (/Missing file|0010|not supported|RTCPeerConnection/i.test(text)) return "unsupported";
  if (/inactive|disabled|closed/i.test(lastAnswer.message)) return "room_inactive";
  if ([401, 403, 404].includes(lastAnswer.status)) return renewed ? "not_admitted" : "expired_token";
  if (/auth ?token|unauthori[sz]ed|0004/i.test(text)) return renewed ? "not_admitted" : "bad_token";
  if (lastAnswer.unreachable) return "unreachable";
  // Before the words: RealtimeKit says "check the network" also where the service refused the join.
  if (/0002|0014/.test(text)) return "slow";
  if (/unable to connect|network|failed to fetch|0001/i.test(text)) return "unreachable";
  if (/timed? ?out/i.test(text)) return "slow";
  return "unknown";
}

/** How the SDK's reason for leaving is told. "" means: the person left, nothing went wrong. */
export function afterLeaving(reason) {
  return {
    left: "", kicked: "removed", ended: "ended", rejected: "refused", disconnected: "lost", failed: "lost",
  }[reason] ?? "lost";
}

/** Technical text for IT; the program takes secrets out of it once more. */
export function details(error) {
  const answer = lastAnswer.status ? `\nservice answered ${lastAnswer.status} ${lastAnswer.message}` : "";
  return `${error?.code ?? ""} ${error?.message ?? error ?? ""}${answer}`.trim();
}
