// The clinic's name, colours and phone, from clinic.json, on the page.

import { NAMES, say } from "./words.js";

const CLOCK_TOLERANCE = 120_000;
const bare = {
  name: "", phone: "", logo: "", colours: {}, languages: Object.keys(NAMES), defaultLanguage: "en", privacy: "",
  legal: "", kits: ["realtimekit", "dyte"], joinBefore: 15, patience: 30, practice: false,
};

/** Read the clinic's file; without one the page still works, only bare. */
export async function load() {
  try {
    const answer = await fetch("clinic.json", { cache: "no-store" });
    return { ...bare, ...(answer.ok ? await answer.json() : {}), clockOffset: offset(answer) };
  } catch {
    return { ...bare };
  }
}

/** How far this device's clock is from the web server's, in milliseconds; small differences are nobody's business. */
function offset(answer) {
  const theirs = Date.parse(answer.headers.get("Date") ?? "");
  const difference = theirs - Date.now();
  return Math.abs(difference) > CLOCK_TOLERANCE ? difference : 0;
}

const COLOUR = /^#[0-9a-f]{6}$/i;
const TOKENS = { accent: "--accent", onAccent: "--on-accent", textLight: "--accent-text-light", textDark: "--accent-text-dark" };

/** Put what does not depend on the language on the page. */
export function show(clinic) {
  for (const [name, token] of Object.entries(TOKENS)) {
    const colour = clinic.colours[name] ?? "";
    if (COLOUR.test(colour)) document.documentElement.style.setProperty(token, colour);
  }
  document.getElementById("clinic").textContent = clinic.name;
  const logo = document.getElementById("logo");
  if (/^logo\.\w+$/.test(clinic.logo)) {
    logo.src = clinic.logo;
    logo.hidden = false;
  }
  document.getElementById("legal").textContent = clinic.legal;
  const privacy = document.getElementById("privacy");
  privacy.hidden = !/^https:\/\//.test(clinic.privacy);
  if (!privacy.hidden) privacy.href = clinic.privacy;
}

/** "Help: <phone>", the number one to tap. */
export function helpLine(clinic, key) {
  const line = document.createDocumentFragment();
  const [before, after = ""] = say(key, { clinic: clinic.name || say("page.the_clinic") }).split("{phone}");
  const number = document.createElement("a");
  number.href = `tel:${clinic.phone.replace(/[^\d+]/g, "")}`;
  number.dir = "ltr";
  number.textContent = clinic.phone;
  line.append(before, number, after);
  return line;
}

/** Put what is said in words on the page. */
export function showHelp(clinic) {
  const help = document.getElementById("help");
  help.hidden = !clinic.phone;
  if (clinic.phone) help.replaceChildren(helpLine(clinic, "page.help"));
}
