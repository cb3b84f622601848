"use strict";
// A list of several answers on one key stop: select[multiple][data-toggle-options].
// Without script Ctrl+click adds an answer and a plain click drops the others; with it a plain click adds or takes
// away one, so that nothing she said is lost by a slip of the hand. The keyboard stays the browser's own.
(() => {
  document.addEventListener("mousedown", (event) => {
    const option = event.target;
    if (!option.matches?.("select[multiple][data-toggle-options] option") || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const list = option.closest("select");
    const top = list.scrollTop;
    option.selected = !option.selected;
    list.focus({ preventScroll: true });
    list.scrollTop = top; // some browsers jump to the first answer
    for (const name of ["input", "change"]) list.dispatchEvent(new Event(name, { bubbles: true }));
  });
})();
