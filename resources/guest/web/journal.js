// What happened on the way in, timed, to be read out to the clinic. Kept in memory; no secrets, no names.

import { browserName } from "./browser.js";
import { clockTime } from "./words.js";

const entries = [];

/** Note a step: the words the person saw, and a code for IT. */
export function note(code, words = "", detail = "") {
  entries.push({ at: Date.now(), code, words, detail: clean(detail) });
}

/** Entries of before a reload, put in front. */
export function recall(before) {
  if (Array.isArray(before)) entries.unshift(...before);
}

export const all = () => entries.slice();

const clean = (text) => String(text).replace(/eyJ[\w+/=.%-]+/g, "[secret]").replace(/\s+/g, " ").slice(0, 200);

/** The whole as text: when, what, how long until the next. */
export function text() {
  const lines = entries.map((entry, at) => {
    const next = entries[at + 1];
    const took = next ? `${((next.at - entry.at) / 1000).toFixed(1)} s` : "";
    return [clockTime(entry.at), entry.words, entry.code, entry.detail, took].filter(Boolean).join(" · ");
  });
  return [...lines, browserName()].join("\n");
}
