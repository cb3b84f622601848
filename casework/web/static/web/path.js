"use strict";
// Of the many facts of a move only those that the chosen one asks for are shown.
//   [data-path]                        holds the boxes of a telling
//   option[data-must][data-may]        the facts that a move (or what happened meanwhile) asks for, by name
//   [data-fact="name"]                 holds the box of one fact
// Without script every box stands in its fold.
(() => {
  const words = (text) => (text || "").split(" ").filter(Boolean);

  function follow(root) {
    const picks = [...root.querySelectorAll("select")].filter((select) => select.querySelector("option[data-must]"));
    function show() {
      const chosen = picks.map((select) => select.selectedOptions[0]).filter((option) => option?.value);
      const must = new Set(chosen.flatMap((option) => words(option.dataset.must)));
      const may = new Set(chosen.flatMap((option) => words(option.dataset.may)));
      for (const fold of root.querySelectorAll("details.fold")) {
        const rows = [...fold.querySelectorAll("[data-fact]")];
        for (const row of rows) {
          const isWrong = row.querySelector(".wrong") !== null;
          row.hidden = !(isWrong || must.has(row.dataset.fact) || may.has(row.dataset.fact));
        }
        fold.hidden = rows.every((row) => row.hidden);
        if (rows.some((row) => must.has(row.dataset.fact))) fold.open = true;
      }
    }
    for (const select of picks) select.addEventListener("change", show);
    if (picks.length) show();
  }
  for (const root of document.querySelectorAll("[data-path]")) follow(root);
})();
