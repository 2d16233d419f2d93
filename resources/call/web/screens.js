// Our own screens over the kit: opening, left, and every trouble in plain words.

import { report } from "./host.js";

const words = window.callSetting?.words ?? { troubles: {}, left: {}, steps: {}, presence: {} };
const wayOut = window.callSetting?.wayOut ?? {};
const screen = document.getElementById("screen");
const heading = screen.querySelector("h1");
const advice = screen.querySelector("p");
const phone = screen.querySelector(".phone");
const browser = screen.querySelector(".browser");
const main = screen.querySelector(".main");
const close = screen.querySelector(".close");
const copy = screen.querySelector(".copy");

for (const [name, colour] of Object.entries(window.callSetting?.colours ?? {})) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  document.documentElement.style.setProperty(`--${name}`, parts.join(" "));
}

function show({ title, text = "", action = "", busy = false, details = "", ways = {}, calm = false }) {
  screen.classList.toggle("busy", busy);
  screen.setAttribute("role", busy || calm ? "status" : "alert");
  heading.textContent = title;
  advice.textContent = text;
  main.textContent = action;
  main.hidden = !action;
  close.textContent = ways.close ?? words.close;
  close.hidden = busy;
  phone.textContent = ways.phone ? wayOut.phone ?? "" : "";
  browser.textContent = words.browser;
  browser.hidden = !(ways.browser && wayOut.browser);
  copy.textContent = words.copy;
  copy.hidden = !details;
  copy.onclick = () => {
    report("copy", { detail: details === title ? title : `${title}\n${details}` });
    copy.textContent = words.copied;
  };
  screen.hidden = false;
  if (!busy && !calm) (action ? main : close).focus();
}

main.onclick = () => {
  showBusy("renewing");
  report("ticket");
};
browser.onclick = () => report("browser");
close.onclick = () => report("close");

export function showBusy(name) {
  show({ title: words[name] ?? "", busy: true });
}

/** Say which rung of the ladder is being tried. */
export function showStep(step) {
  show({ title: words.steps[step] ?? words.joining, busy: true });
}

/** The front desk stands by: this is all its window shows. */
export function showPresence() {
  show({ title: words.presence.title, text: words.presence.advice, ways: words.presence, calm: true });
}

export function showLeft() {
  show({ title: words.left.title, text: words.left.advice, action: words.left.action });
}

export function showTrouble(kind, details = "") {
  const said = words.troubles[kind] ?? words.troubles.unknown ?? {};
  show({ title: said.title, text: said.advice, action: said.action, details: details || kind, ways: said });
}

/** No ticket can be had: the program says why, the same button tries again. */
export function showRefused(title, text) {
  show({ title, text, action: words.troubles.no_ticket?.action, ways: words.troubles.no_ticket, details: title });
}

export function hide() {
  screen.hidden = true;
}
