// Keeps the kits at home: what they would fetch from content networks comes from our own folder, or not at all.

const FILES = {
  "notification_join.mp3": "joined.wav",
  "notification_message.mp3": "message.wav",
  "speaker-test.mp3": "speaker-test.wav",
  "emojis-data.json": "emojis-data.json",
};
const NETWORKS = [
  "rtk-uploads.realtime.cloudflare.com", "rtk-assets.realtime.cloudflare.com", "assets.dyte.io", "cdn.dyte.in",
  "dyte-uploads.s3.ap-south-1.amazonaws.com",
];
// Where the kits ask for the person's city and network provider; nobody needs to know.
const WHEREABOUTS = /^location(-legacy)?\./;
const NOWHERE = { ip: "0.0.0.0", city: "", region: "", country: "", loc: "0,0", org: "", postal: "", timezone: "UTC" };

/** The file of ours for an address of a content network; "" for everything else. */
export function replacement(address) {
  let url;
  try {
    url = new URL(address, location.href);
  } catch {
    return "";
  }
  if (!NETWORKS.includes(url.hostname)) return "";
  const name = url.pathname.split("/").pop();
  if (/\/permissions\/[^/]+\.svg$/.test(url.pathname)) return "assets/permissions.svg";
  return FILES[name] ? `assets/${FILES[name]}` : "data:,";
}

export function install() {
  const plainFetch = window.fetch;
  window.fetch = (input, options) => {
    const address = typeof input === "string" ? input : input.url ?? String(input);
    if (WHEREABOUTS.test(new URL(address, location.href).hostname)) {
      return Promise.resolve(new Response(JSON.stringify(NOWHERE), { headers: { "Content-Type": "application/json" } }));
    }
    const file = replacement(address);
    return plainFetch(file || input, options);
  };
  for (const kind of [HTMLMediaElement, HTMLImageElement]) {
    const plain = Object.getOwnPropertyDescriptor(kind.prototype, "src");
    Object.defineProperty(kind.prototype, "src", {
      ...plain,
      set(address) {
        plain.set.call(this, replacement(String(address)) || address);
      },
    });
    const plainSet = kind.prototype.setAttribute;
    kind.prototype.setAttribute = function setAttribute(name, value) {
      plainSet.call(this, name, name === "src" ? replacement(String(value)) || value : value);
    };
  }
  // The kit offers a test page with the token in its address.
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement);
    if (/authToken=/i.test(link?.href ?? "")) event.preventDefault();
  }, true);
}
