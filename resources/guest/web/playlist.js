// Reads a livestream's playlist (HLS, RFC 8216) to tell whether it has begun and whether it is over.

const TAKES_AT_MOST = 8000;

/** Nothing could be read: no network, or a service whose answers pages may not read. */
export const FAILED = "failed";

/** "soon" where there is nothing yet (or any more), "live", "over", or FAILED. */
export async function read(address) {
  try {
    const text = await fetched(address);
    if (text === null) return "soon";
    const first = variant(text);
    return state(first ? await fetched(new URL(first, address).href) : text);
  } catch {
    return FAILED;
  }
}

/** The text of a playlist; null where the service says that there is none. */
async function fetched(address) {
  const signal = AbortSignal.timeout(TAKES_AT_MOST);
  const answer = await fetch(address, { cache: "no-store", credentials: "omit", signal });
  if (answer.status >= 500) throw new Error(`answered ${answer.status}`);
  const text = answer.status === 200 ? await answer.text() : "";
  return text.trimStart().startsWith("#EXTM3U") ? text : null;
}

/** The first of several qualities that a playlist names, or "". */
export function variant(text) {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith("#EXT-X-STREAM-INF"));
  return at < 0 ? "" : lines.slice(at + 1).find((line) => line.trim() && !line.startsWith("#"))?.trim() ?? "";
}

/** What one quality's playlist says. */
export function state(text) {
  if (text === null) return "soon";
  if (/^#EXT-X-ENDLIST/m.test(text)) return "over";
  return /^#EXTINF/m.test(text) ? "live" : "soon";
}
