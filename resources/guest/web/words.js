// The page's words in the person's language, and times and lengths as people there write them.

export const NAMES = {
  en: "English", es: "Español", fr: "Français", de: "Deutsch", pt: "Português", hi: "हिन्दी", ar: "العربية",
};

let table = {};
export let language = "en";

/** The first of the wanted languages that the clinic offers: what the link says, then the browser, then the clinic. */
export function choose(offered, wanted, fallback) {
  for (const tag of wanted) {
    const plain = String(tag ?? "").toLowerCase();
    const found = offered.find((one) => plain === one || plain.startsWith(`${one}-`));
    if (found) return found;
  }
  return offered.includes(fallback) ? fallback : offered[0] ?? "en";
}

/** Load one language's words and put them on the page. */
export async function speak(tag) {
  const answer = await fetch(`languages/${tag}.json`);
  if (!answer.ok) throw new Error(`no words for ${tag}`);
  table = await answer.json();
  language = tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = tag === "ar" ? "rtl" : "ltr";
  document.title = say("page.title");
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
}

/** One sentence; `{name}` in it is replaced. */
export function say(key, more = {}) {
  const text = key.split(".").reduce((found, part) => found?.[part], table);
  if (typeof text !== "string") return "";
  return text.replace(/\{(\w+)\}/g, (all, name) => more[name] ?? all);
}

/** A list of sentences, such as the steps of a guide. */
export function list(key) {
  const found = key.split(".").reduce((inner, part) => inner?.[part], table);
  return Array.isArray(found) ? found : [];
}

/** The kit's own word for a key of its dictionary, if we have one. */
export function kitWord(key) {
  return table.kit?.[key];
}

// Western digits also in Arabic: phones and clocks there show both, and numbers stay alike on the whole page.
const locale = () => (language === "ar" ? "ar-u-nu-latn" : language === "en" ? navigator.languages?.find((one) =>
  /^en-/i.test(one)) ?? "en" : language);

export function clockTime(moment) {
  return new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit" }).format(moment);
}

export function longDate(moment) {
  return new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long" }).format(moment);
}

/** "in 2 hours 14 minutes" without the "in": the two largest parts that matter. */
export function length(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const from = Math.max(0, parts.findIndex(([, size]) => seconds >= size));
  const told = parts.slice(from === 2 && seconds >= 600 ? 2 : from, from === 2 && seconds >= 600 ? 3 : from + 2);
  let left = seconds;
  return told.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count || told.length === 1
      ? new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(count)
      : "";
  }).filter(Boolean).join(" ");
}

export function isSameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
