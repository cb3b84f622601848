"use strict";
// The short intake shrinks at once, without asking the server, when question 3 says that she cannot talk.
//   form[data-shrinks]   holds the question alone_and_safe_to_talk; in it
//   [data-asked]         "talking" and "silent" are shown only then; what is typed in either is sent all the same
// Without script the buttons `shrink` and `grow` ask the server for the same page.
(() => {
  const form = document.querySelector("form[data-shrinks]");
  if (!form) return;
  const answers = form.elements.namedItem("alone_and_safe_to_talk");

  function draw() {
    const isSilent = answers.value === "no";
    for (const part of form.querySelectorAll("[data-asked]")) {
      const isWrong = part.querySelector(".wrong") !== null; // a mistake is never out of sight
      if (part.dataset.asked !== "always") part.hidden = (part.dataset.asked === "silent") !== isSilent && !isWrong;
    }
    form.elements.namedItem("saw_shrunk").disabled = !isSilent;
  }
  function answer(value) {
    for (const one of answers) one.checked = one.value === value;
    draw();
    form.dispatchEvent(new Event("change", { bubbles: true })); // so that the draft is kept
  }

  for (const one of answers) one.addEventListener("change", draw);
  form.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.name;
    if (name !== "shrink" && name !== "grow") return;
    event.preventDefault();
    answer(name === "shrink" ? "no" : "");
    answers[0].focus();
  });
  draw(); // the browser may have filled the form again by itself
  // No key is spent on the way to the first question; mistakes come first.
  if (!document.querySelector("[data-focus]")) form.querySelector("[type=radio]")?.focus({ preventScroll: true });
})();
