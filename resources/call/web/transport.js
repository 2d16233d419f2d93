// Sends the SDK's requests to the embedded Dyte, and remembers how the service answered, for plain error words.

/** What the service said last when it refused; read by errors.js. */
export const lastAnswer = { status: 0, message: "", unreachable: false };

/** The SDKs hard-code https:// and wss:// and the host "<service>.<base>": say where that is on this PC. */
export function reroute(address, baseUri, edgeUrl) {
  if (!edgeUrl || !baseUri) return address;
  const url = new URL(address, location.href);
  if (url.host !== baseUri && !url.host.endsWith(`.${baseUri}`)) return address;
  const service = url.host === baseUri ? "-" : url.host.slice(0, -(baseUri.length + 1));
  const edge = url.protocol.startsWith("ws") ? edgeUrl.replace(/^http/, "ws") : edgeUrl;
  return `${edge}/${service}${url.pathname}${url.search}`;
}

const BOOTSTRAP = /\/participant-details|\/internals\/(rooms|participant)/;

async function note(url, response) {
  if (!BOOTSTRAP.test(url)) return;
  lastAnswer.unreachable = false;
  lastAnswer.status = response.status;
  lastAnswer.message = response.ok ? "" : (await response.clone().text().catch(() => "")).slice(0, 500);
}

/** Put the rerouting and the note-taking into fetch, WebSocket and XMLHttpRequest. */
export function install(baseUri, edgeUrl) {
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
  if (!edgeUrl) return;
  const PlainSocket = window.WebSocket;
  window.WebSocket = class extends PlainSocket {
    constructor(address, protocols) {
      super(reroute(String(address), baseUri, edgeUrl), protocols ?? []);
    }
  };
  const plainOpen = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function open(verb, address, ...rest) {
    return plainOpen.call(this, verb, reroute(String(address), baseUri, edgeUrl), ...rest);
  };
}
