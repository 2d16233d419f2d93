// Lets the kits speak as the rest of the product does: no "please", no exclamation marks.

const OPENING = /(^|[.!?]\s+)please,?\s+(\w)/gi;
const INSIDE = /(,?)\s+please,?(?=\s)/gi;

/** Return a kit's sentence in plain words. */
export function plain(text) {
  return text
    .replace(OPENING, (_all, before, first) => before + first.toUpperCase())
    .replace(INSIDE, "$1")
    .replace(/!+/g, ".")
    .replace(/([^.])\.\.(?!\.)/g, "$1.");
}

/** Wrap the element's translation function; without one the kit keeps its own words. */
export async function kindly(element) {
  await element.componentOnReady?.();
  const original = element.t;
  if (typeof original !== "function") return;
  element.t = (key) => {
    const text = original(key);
    return typeof text === "string" ? plain(text) : text;
  };
}
