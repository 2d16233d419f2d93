// A call on hold: camera, microphone and screen go off through the kit, and the page shows nothing of the call.

import { cover } from "./cover.js";

const OFF = { audioEnabled: "disableAudio", videoEnabled: "disableVideo", screenShareEnabled: "disableScreenShare" };
const ON = { microphone: ["audioEnabled", "enableAudio"], camera: ["videoEnabled", "enableVideo"] };

const words = window.callSetting?.words?.hold ?? {};
const section = document.getElementById("hold");
let busy = Promise.resolve();

/** One switch after the other: who resumes at once must not find the microphone switched off behind their back. */
function inTurn(switchIt) {
  busy = busy.then(switchIt).catch((error) => console.debug(`hold: ${error?.message ?? error}`));
  return busy;
}

/** Cover the call and switch everything off; what fails is no reason to leave the rest on. */
export function begin(self) {
  section.querySelector("h2").textContent = words.title ?? "";
  section.querySelector("p").textContent = words.advice ?? "";
  section.hidden = false;
  cover("held", true);
  for (const [flag, name] of Object.entries(OFF)) inTurn(() => self?.[flag] && self[name]());
}

/** Show the call again; the program says what is to be on. */
export function end() {
  section.hidden = true;
  cover("held", false);
}

/** Switch on what was on before: "microphone" or "camera". */
export function turnOn(self, kind) {
  const [flag, name] = ON[kind] ?? [];
  inTurn(() => name && !self[flag] && self[name]());
}
