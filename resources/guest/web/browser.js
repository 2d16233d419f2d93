// Which browser this is, as far as the ways to allow a camera differ, and whether it can show a visit at all.

const agent = navigator.userAgent;
const isApple = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const isAndroid = /Android/.test(agent);

/** A key of "blocked.steps" in the language files. */
export function family(text = agent, apple = isApple) {
  const android = /Android/.test(text);
  if (apple) return /CriOS|EdgiOS|FxiOS/.test(text) ? "other_ios" : "safari_ios";
  if (/SamsungBrowser/.test(text)) return "samsung";
  if (/Firefox/.test(text)) return android ? "firefox_android" : "firefox";
  if (android) return /Chrome/.test(text) ? "chrome_android" : "other";
  if (/Edg\//.test(text)) return "edge";
  if (/Chrom(e|ium)\//.test(text)) return "chrome";
  return /Safari/.test(text) && /Macintosh/.test(text) ? "safari_mac" : "other";
}

/** For the details: name and version, no more than the browser tells every site. */
export function browserName() {
  const found = /(Edg|SamsungBrowser|CriOS|FxiOS|EdgiOS|Firefox|Chrome|Version)\/(\d+)/.exec(
    agent.replace(/Chrome\/\d+.*?(?=Edg\/|SamsungBrowser\/)/, ""),
  );
  const system = isApple ? "iOS" : isAndroid ? "Android" : /Windows/.test(agent) ? "Windows"
    : /Macintosh/.test(agent) ? "macOS" : "Linux";
  return `${(found?.[1] ?? "?").replace("Version", "Safari")} ${found?.[2] ?? ""} · ${system}`;
}

/** What keeps this browser from showing a visit: "", "insecure" or "unsupported". */
export function obstacle() {
  if (!window.isSecureContext) return "insecure";
  const able = window.RTCPeerConnection && navigator.mediaDevices?.getUserMedia && window.customElements
    && window.ResizeObserver && window.WebSocket;
  return able ? "" : "unsupported";
}
