// The last page of every way: left, ended, removed, or why there was no way in; what to do, and the clinic's phone.

import { helpLine } from "./clinic.js";
import * as journal from "./journal.js";
import { show } from "./steps.js";
import { say } from "./words.js";

/** What can still be done from each closing page, and whether the details help the clinic. */
const KINDS = {
  left: { again: "rejoin" },
  ended: {},
  removed: { again: "rejoin", quiet: true },
  refused: { again: "retry", quiet: true },
  lost: { again: "rejoin", details: true },
  cancelled: {},
  dead: { details: true },
  expired: {},
  no_link: {},
  unreachable: { again: "retry", details: true },
  failed: { again: "retry", details: true },
  unsupported: { copy: true, details: true },
  insecure: { details: true },
};

const get = (id) => document.getElementById(id);
let shown = null;

/** Show a closing page. `doings`: again() where it can be tried again, link() for the address to copy. */
export function close(kind, clinic, doings) {
  shown = { kind, clinic, doings };
  relabel();
  show("closing");
}

export function isShown() {
  return shown?.kind ?? "";
}

/** Say it in the language of now. */
export function relabel() {
  if (!shown) return;
  const { kind, clinic, doings } = shown;
  const able = KINDS[kind];
  get("closing-title").textContent = say(`closing.${kind}.title`);
  get("closing-text").textContent = say(`closing.${kind}.text`);
  get("closing-phone").hidden = !clinic.phone;
  if (clinic.phone) get("closing-phone").replaceChildren(helpLine(clinic, "page.call"));
  const main = get("closing-main");
  main.hidden = !(able.again && doings.again);
  main.textContent = able.again ? say(`closing.${able.again}`) : "";
  main.classList.toggle("main", !able.quiet);
  main.onclick = doings.again;
  const copy = get("closing-copy");
  copy.hidden = !(able.copy && doings.link);
  copy.onclick = () => copyText(doings.link(), copy, "page.copy_link");
  get("details").hidden = !able.details;
  get("details").querySelector("pre").textContent = journal.text();
  get("details-copy").onclick = () => copyText(journal.text(), get("details-copy"), "page.copy_details");
}

async function copyText(text, button, label) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = say("page.copied");
  } catch {
    button.textContent = say("page.not_copied");
  }
  setTimeout(() => { button.textContent = say(label); }, 4000);
}
