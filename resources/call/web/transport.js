// Sends the SDK's requests to the embedded Dyte, and remembers how the service answered, for plain error words.

/** What the service said last when it refused; read by errors.js. */
export const lastAnswer = { status: 0, message: "", unreachable: false };

/** When the service was last heard on a socket, in milliseconds since 1970; read by line.js. */
export const heard = { at: 0 };

/** The SDKs hard-code https:// and wss:// and the host "<service>.<base>": say where that is on this PC. */
export function reroute(address, baseUri, edgeUrl) {
  if (!edgeUrl || !baseUri) return address;
  const url = new URL(address, location.href);
  if (url.host !== baseUri && !url.host.endsWith(`.${baseUri}`)) return address;
  const service = url.host === baseUri ? "-" : url.host.slice(0, -(baseUri.length + 1));
  const edge = url.protocol.startsWith("ws") ? edgeUrl.replace(/^http/, "ws") : edgeUrl;
  return `${edge}/${service}${url.pathname}${url.search}`;
}

/** Whether the service behind a domain answers at all, whatever it says. */
export function answers(domain) {
  const plain = { mode: "no-cors", cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) };
  return fetch(`https://api.${domain}/`, plain).then(() => true, () => false);
}

const PATIENCE = 4_000;
const BOOTSTRAP = /\/participant-details|\/internals\/(rooms|participant)/;

async function note(url, response) {
  if (!BOOTSTRAP.test(url)) return;
  lastAnswer.unreachable = false;
  lastAnswer.status = response.status;
  lastAnswer.message = response.ok ? "" : (await response.clone().text().catch(() => "")).slice(0, 500);
}

/** Name the place in the room that this socket takes over, as the SDKs do when they connect anew by themselves. */
function inPlaceOf(address, lastSeat) {
  const url = new URL(address);
  if (!lastSeat || !url.searchParams.has("peerID") || url.searchParams.has("oldPeerID")) return address;
  url.searchParams.append("oldPeerID", lastSeat);
  return url.href;
}

/**
 * Put the rerouting and the note-taking into fetch, WebSocket and XMLHttpRequest.
 * `lastSeat` is the place this person had in the room before the page died: its first socket takes it over.
 */
export function install(baseUri, edgeUrl, lastSeat = "") {
  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, options) => {
    const address = typeof input === "string" ? input : input.url || String(input);
    const target = reroute(address, baseUri, edgeUrl);
    const moved = input instanceof Request ? new Request(target, input) : target;
    try {
      const response = await plainFetch(target === address ? input : moved, options);
      await note(address, response);
      return response;
    } catch (error) {
      if (BOOTSTRAP.test(address)) lastAnswer.unreachable = true;
      throw error;
    }
  };
  const PlainSocket = window.WebSocket;
  let seat = lastSeat;
  window.WebSocket = class extends PlainSocket {
    constructor(address, protocols) {
      super(reroute(inPlaceOf(String(address), seat), baseUri, edgeUrl), protocols ?? []);
      seat = "";
      this.addEventListener("message", () => { heard.at = Date.now(); });
    }
  };
  if (!edgeUrl) return;
  const plainOpen = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function open(verb, address, ...rest) {
    return plainOpen.call(this, verb, reroute(String(address), baseUri, edgeUrl), ...rest);
  };
}
