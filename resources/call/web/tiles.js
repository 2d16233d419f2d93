// Takes the kits' second rounding off each picture: the tile around it is rounded and clips it already, and where no
// graphics card draws, a rounded picture is drawn once more for every frame.

const TILE = "-participant-tile";
const square = new CSSStyleSheet();
square.replaceSync("video { border-radius: 0 !important; }");

/** Call before the kit's parts are loaded. */
export function squarePictures() {
  const plain = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(options) {
    const root = plain.call(this, options);
    if (this.localName.endsWith(TILE)) root.adoptedStyleSheets.push(square);
    return root;
  };
}
