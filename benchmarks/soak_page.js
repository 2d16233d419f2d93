// Counts what a call's page does, for a soak: `soakLook()` begins a look, `soakSeen()` says what the last one saw.
(() => {
  const lines = new Map();
  const tracks = new Map();
  let opened = 0;
  let sockets = 0;
  let seen = null;

  const PlainLine = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends PlainLine {
    constructor(...more) {
      super(...more);
      opened += 1;
      lines.set(this, opened);
    }
  };
  const PlainSocket = window.WebSocket;
  window.WebSocket = class extends PlainSocket {
    constructor(...more) {
      super(...more);
      sockets += 1;
    }
  };

  function elements(root) {
    const all = [...root.querySelectorAll("*")];
    return all.reduce((sum, one) => sum + (one.shadowRoot ? elements(one.shadowRoot) : 0), all.length);
  }

  /** By track: one that was ended is told of no more, and what it counted still counts. */
  function note(line, id, one) {
    if (one.kind !== "video") return;
    const { framesSent = 0, framesReceived = 0, framesDropped = 0, totalFreezesDuration = 0 } = one;
    if (one.type === "outbound-rtp") tracks.set(`${line} ${id}`, [framesSent, 0, 0, 0]);
    if (one.type === "inbound-rtp") tracks.set(`${line} ${id}`, [0, framesReceived, framesDropped, totalFreezesDuration]);
  }

  async function count() {
    for (const [line, number] of [...lines]) {
      if (line.signalingState === "closed") lines.delete(line);
      else for (const [id, one] of await line.getStats()) note(number, id, one);
    }
    const sums = [0, 0, 0, 0];
    for (const one of tracks.values()) one.forEach((value, place) => { sums[place] += value; });
    const [sent, received, dropped, frozen_s] = sums;
    const heap_mb = (performance.memory?.usedJSHeapSize ?? 0) / 1e6;
    seen = { sent, received, dropped, frozen_s, heap_mb, elements: elements(document), sockets };
  }

  window.soakLook = () => void count().catch((error) => console.error(`The look failed: ${error.message}`));
  window.soakSeen = () => JSON.stringify(seen);
})();
