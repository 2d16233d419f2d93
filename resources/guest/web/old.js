// Says in a browser without modules that a newer one is needed; written for such a browser.
(function () {
  var line = document.createElement("p");
  line.className = "old";
  line.appendChild(document.createTextNode(
    "This browser is too old for the video visit. Open your link in another one. · " +
    "Este navegador es demasiado antiguo. · Ce navigateur est trop ancien. · Dieser Browser ist zu alt. · " +
    "Este navegador é demasiado antigo. · यह ब्राउज़र बहुत पुराना है। · هذا المتصفح قديم جدًا."
  ));
  document.body.appendChild(line);
})();
