// Arrow keys lead from cell to cell of a matrix. The table stays a table of links: Tab and a screen reader's own keys for tables work as everywhere.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/// The next cell in that direction that leads somewhere; a cell without a known position does not.
function next(cell, [down, right]) {
  const rows = [...cell.closest("table").querySelectorAll("tbody tr:not(.issue)")];
  let row = rows.indexOf(cell.parentElement), column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const there = rows[row]?.cells[column];
    if (!there) return null;
    const link = there.querySelector("a");
    if (link) return link;
  }
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const step = STEPS[event.key];
  const cell = event.target.closest?.(".matrix tbody :is(td, th)");
  const link = step && cell && event.target.localName === "a" ? next(cell, step) : null;
  if (!link) return;
  event.preventDefault();
  link.focus();
});
