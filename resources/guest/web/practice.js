// What the embedded service of a practice run cannot do, kept from it.

/**
 * It takes a picture in one size. The kits offer three, and Chromium (from 141 or so) then refuses its own next offer
 * when the answer knows nothing of sizes ("negotiates simulcast but does not negotiate the RID …").
 */
export function install() {
  const plain = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function addTransceiver(track, options) {
    const { sendEncodings, ...others } = options ?? {};
    return plain.call(this, track, sendEncodings?.length > 1 ? others : options);
  };
}
