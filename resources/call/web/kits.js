// The two kits described alike, so that the rest of the page need not know which one runs.

export const KITS = {
  realtimekit: {
    core: "kit/realtimekit/browser.js",
    ui: "kit/realtimekit-ui/realtimekit-ui.esm.js",
    client: () => window.RealtimeKitClient,
    element: "rtk-meeting",
    domain: "realtime.cloudflare.com",
    joins: ["join", "joinRoom"],
    leaves: ["leave", "leaveRoom"],
  },
  dyte: {
    core: "kit/web-core/index.iife.js",
    ui: "kit/dyte-ui-kit/dyte-ui-kit.esm.js",
    client: () => window.DyteClient,
    element: "dyte-meeting",
    domain: "dyte.io",
    joins: ["join", "joinRoom"],
    leaves: ["leave", "leaveRoom"],
  },
};

/** Load one script of a kit; `module` for the part that defines the elements. */
export function load(source, module = false) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    if (module) script.type = "module";
    script.onload = done;
    script.onerror = () => failed(new Error(`Missing file: ${source}`));
    document.head.append(script);
  });
}

/** The first method of `names` that the client has; the kits renamed theirs between versions. */
export function method(target, names) {
  return names.find((name) => typeof target[name] === "function");
}
