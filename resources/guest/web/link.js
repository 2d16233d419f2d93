// Reads a person's link. The format is described in hosted_meetings_desktop/domain/guest_link.py.

const KIT_AND_TOKEN = /^(realtimekit|dyte)\.([A-Za-z0-9+/=._~-]+)$/;
const START = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)Z$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/;
const CONSENT = /^(each|told)\.([A-Za-z0-9_-]{22})$/;
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;
const LONGEST_TITLE = 80;
const KEPT = "guest-link";
const KEPT_FOR = 12 * 3_600_000;

/** Whether a host name means this device. */
export function isThisDevice(host) {
  return LOOPBACK.test(host);
}

/** What a fragment says, or null when it is no link of ours. */
export function parse(fragment, { embedded = false } = {}) {
  const [first, ...rest] = plain(fragment.replace(/^#/, "")).split("&");
  // A sentence's end that a mail program took for a part of the link.
  const found = KIT_AND_TOKEN.exec(decoded(first).replace(/[.~]+$/, ""));
  if (!found) return null;
  const told = Object.fromEntries(rest.map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at), decoded(part.slice(at + 1))];
  }));
  return {
    kit: found[1],
    token: found[2],
    start: startOf(told.t),
    minutes: minutesOf(told.m),
    language: LANGUAGE.test(told.l ?? "") ? told.l : "",
    consent: consentOf(told.c),
    title: (told.n ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_TITLE),
    ...(embedded ? embeddedOf(told) : { baseUri: "", edgeUrl: "" }),
  };
}

// Some mail programs write & as &amp; in the links they show.
const plain = (text) => text.replace(/&amp;/g, "&");

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Milliseconds since 1970, or null. */
function startOf(text) {
  const found = START.exec(text ?? "");
  if (!found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map(Number);
  const start = Date.UTC(year, month - 1, day, hour, minute);
  return new Date(start).toISOString().slice(0, 16) === text.slice(0, 16) ? start : null;
}

function minutesOf(text) {
  const minutes = /^\d{1,4}$/.test(text ?? "") ? Number(text) : 0;
  return minutes >= 1 && minutes <= 1440 ? minutes : null;
}

/** How to ask for consent to being recorded, with the key that proves the answer; null where nobody has to be asked. */
function consentOf(text) {
  const found = CONSENT.exec(text ?? "");
  return found ? { policy: found[1], key: found[2] } : null;
}

/** Where the embedded service of a practice run listens; anything but this device is nobody to talk to. */
function embeddedOf(told) {
  try {
    const edge = new URL(told.e);
    if (edge.protocol === "http:" && isThisDevice(edge.hostname) && /^[a-z0-9.-]+$/.test(told.b)) {
      return { baseUri: told.b, edgeUrl: edge.href.replace(/\/$/, "") };
    }
  } catch {
    // No address at all.
  }
  return { baseUri: "", edgeUrl: "" };
}

/** Take the fragment out of the address bar and this entry of the history; return it. */
export function takeFragment() {
  const fragment = location.hash;
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  return fragment;
}

/** Lay something ready for the next load of this page in this tab, and for no other. */
export function keep(value) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), value }));
  } catch {
    // Private windows of old browsers: a reload asks for the link again.
  }
}

/** Take what was laid ready; it is there once. */
export function takeKept() {
  try {
    const { at, value } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    sessionStorage.removeItem(KEPT);
    return Date.now() - at < KEPT_FOR ? value : null;
  } catch {
    return null;
  }
}
