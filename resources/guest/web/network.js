// Reaches the video service: how fast it answers, and whether it still takes this person's link.

const HOSTS = { realtimekit: "realtime.cloudflare.com", dyte: "dyte.io" };
const TRIES = 3;
const LIMIT = 8000;
const GOOD = 250;
const FAIR = 600;
const CLOSED = /inactive|disabled|closed|cancel/i;

async function once(link) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT);
  const began = performance.now();
  try {
    const address = `https://api.${link.baseUri || HOSTS[link.kit]}/v2/internals/participant-details`;
    const headers = { Authorization: `Bearer ${link.token}` };
    const answer = await fetch(address, { headers, signal: stop.signal, cache: "no-store", credentials: "omit" });
    const said = answer.ok ? "" : (await answer.text()).slice(0, 500);
    return { took: performance.now() - began, verdict: verdict(answer.status, said) };
  } catch {
    return { took: Infinity, verdict: "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

/** What an answer of the service says about a link: "ok", "dead", "cancelled" or "unknown". */
export function verdict(status, said) {
  if (status >= 200 && status < 300) return "ok";
  if (CLOSED.test(said)) return "cancelled";
  // Not 404: the address is the SDK's own and may move one day, which must not lock anybody out.
  return status === 401 || status === 403 ? "dead" : "unknown";
}

/** Ask once whether the link still works. */
export async function askLink(link) {
  return navigator.onLine === false ? "offline" : (await once(link)).verdict;
}

/** Rate the connection: { rating: "good" | "fair" | "poor" | "offline" | "unreachable", verdict }. */
export async function rate(link) {
  if (navigator.onLine === false) return { rating: "offline", verdict: "offline" };
  const answers = [];
  for (let count = 0; count < TRIES; count += 1) {
    const answer = await once(link);
    if (["dead", "cancelled"].includes(answer.verdict)) return { rating: "good", verdict: answer.verdict };
    answers.push(answer);
    if (answer.verdict === "unreachable" && count === 0 && navigator.onLine === false) break;
  }
  const reached = answers.filter((answer) => answer.verdict !== "unreachable");
  if (!reached.length) {
    return { rating: navigator.onLine === false ? "offline" : "unreachable", verdict: "unreachable" };
  }
  // The first answer also paid for the connection.
  const times = reached.map((answer) => answer.took).sort((one, other) => one - other);
  return { rating: rated(times[0], reached.length, navigator.connection), verdict: reached.at(-1).verdict, took: times[0] };
}

/** The rating of a fastest answer in milliseconds, how many of three came, and what the browser knows of the line. */
export function rated(took, came = TRIES, line = undefined) {
  if (took > FAIR || came < TRIES - 1 || /2g/.test(line?.effectiveType ?? "")) return "poor";
  if (took > GOOD || came < TRIES || line?.effectiveType === "3g" || line?.downlink < 1) return "fair";
  return "good";
}
