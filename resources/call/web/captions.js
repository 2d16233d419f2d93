// What is said as text over the picture, where the meeting delivers it: the same for both kits.

import { report } from "./host.js";

const SHOWN = 3;
/** A line stays so long after its last word. */
const STAYS = 9_000;
const SIZES = ["normal", "large", "largest"];

const section = document.getElementById("captions");

let on = false;
let lines = [];
let ageing = 0;

/** Take one utterance, whole or as far as it is known; returns the lines that are shown now. */
export function take(before, said, now) {
  const last = before.findLast((line) => line.peer === said.peerId);
  const text = (said.transcript ?? "").trim();
  const line = { peer: said.peerId, name: said.name ?? "", text, open: Boolean(said.isPartialTranscript), at: now };
  const others = last?.open ? before.filter((one) => one !== last) : before;
  return (text ? [...others, line] : others).slice(-SHOWN);
}

function draw() {
  const now = Date.now();
  lines = lines.filter((line) => now - line.at < STAYS);
  section.replaceChildren(...lines.map((line) => {
    const row = document.createElement("p");
    const name = document.createElement("b");
    const words = document.createElement("span");
    row.dir = "auto";
    name.textContent = line.name;
    words.textContent = line.text;
    row.append(name, words);
    return row;
  }));
  section.hidden = !on || !lines.length;
  if (!lines.length) {
    clearInterval(ageing);
    ageing = 0;
  } else if (!ageing) {
    ageing = setInterval(draw, 1_000);
  }
}

/** Show captions, or no longer; whoever switches them on reads what was said just now. */
export function set(value) {
  on = value === "on";
  draw();
}

export function setSize(size) {
  if (SIZES.includes(size)) section.dataset.size = size;
}

/** Listen to a meeting; `isIn()` says whether it is this page's call still. Returns the function that says so again. */
export function watch(meeting, isIn) {
  let offered = false;
  const offer = () => {
    if (offered || !isIn()) return;
    offered = true;
    report("captions");
  };
  meeting.ai?.on?.("transcript", (said) => {
    // Who is sent them may read them, whatever the preset says.
    offer();
    if (!isIn()) return;
    lines = take(lines, said, Date.now());
    draw();
  });
  return () => {
    offered = false;
    if (meeting.self?.permissions?.transcriptionEnabled) offer();
  };
}

/** The kits' own captions are small, lie below their dialogs and begin switched on: empty elements take their place. */
const REPLACED = ["transcripts", "caption-toggle"];

/** Call before the kit's parts are loaded: what is defined already they leave alone. `prefix` is "rtk" or "dyte". */
export function replaceKits(prefix) {
  for (const name of REPLACED) {
    const tag = `${prefix}-${name}`;
    if (!customElements.get(tag)) customElements.define(tag, class extends HTMLElement {});
  }
}
