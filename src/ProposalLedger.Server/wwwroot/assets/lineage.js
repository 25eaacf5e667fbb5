// Lets the keyboard and the pointer follow one point through all drafts of the drawing. Without this script every point is a plain link.
// Everything hangs on the document: the page may be morphed under it at any time.
const drawing = () => document.querySelector(".alluvial");
const blocks = () => [...document.querySelectorAll(".alluvial .block")];
const ribbons = () => [...document.querySelectorAll(".alluvial .ribbon")];
const ends = (ribbon, side) => (ribbon.dataset[side] ?? "").split(" ").filter(Boolean);
const blockOf = point => document.querySelector(`.alluvial .block[data-point="${CSS.escape(point)}"]`);

/// One stop for Tab: the block that had the focus last, else the first.
function rove(to) {
  const all = blocks();
  const stop = to ?? all.find(block => block.getAttribute("tabindex") === "0") ?? all[0];
  for (const block of all) {
    const index = block === stop ? "0" : "-1";
    if (block.getAttribute("tabindex") !== index) block.setAttribute("tabindex", index);
  }
}

/// The points that a point comes from and becomes, with the ribbons between.
function trail(point) {
  const lit = new Set(), points = new Set([point]);
  for (const [near, far] of [["from", "to"], ["to", "from"]]) {
    const next = [point], seen = new Set([point]);
    while (next.length) {
      const at = next.shift();
      for (const ribbon of ribbons()) {
        if (!ends(ribbon, near).includes(at)) continue;
        lit.add(ribbon);
        for (const other of ends(ribbon, far)) if (!seen.has(other)) { seen.add(other); points.add(other); next.push(other); }
      }
    }
  }
  for (const loose of document.querySelectorAll(".alluvial .loose")) if (points.has(loose.dataset.from)) lit.add(loose);
  const links = new Set([...lit].map(element => element.dataset.link));
  for (const told of document.querySelectorAll(".alluvial .told")) if (links.has(told.dataset.link)) lit.add(told);
  for (const tie of document.querySelectorAll(".alluvial .tie")) if (ends(tie, "from").some(at => points.has(at))) lit.add(tie);
  for (const block of blocks()) if (points.has(block.dataset.point)) lit.add(block);
  return lit;
}

function follow(block) {
  release();
  if (!block) return;
  const lit = trail(block.dataset.point);
  drawing().classList.add("following");
  for (const element of lit) {
    element.classList.add("lit");
    if (element.dataset.link) document.querySelector(`tr[data-link="${CSS.escape(element.dataset.link)}"]`)?.setAttribute("data-lit", "");
  }
}

function release() {
  document.querySelectorAll(".alluvial.following").forEach(svg => svg.classList.remove("following"));
  document.querySelectorAll(".alluvial .lit").forEach(element => element.classList.remove("lit"));
  document.querySelectorAll("tr[data-lit]").forEach(row => row.removeAttribute("data-lit"));
}

const inDrawing = target => target instanceof Element ? target.closest(".alluvial .block") : null;

/// Where an arrow leads: along the column, or along a ribbon to the nearest block on that side.
function neighbour(block, key) {
  const column = blocks().filter(other => other.dataset.column === block.dataset.column);
  const place = column.indexOf(block);
  if (key === "ArrowDown") return column[place + 1];
  if (key === "ArrowUp") return column[place - 1];
  if (key === "Home") return column[0];
  if (key === "End") return column.at(-1);
  const [near, far] = key === "ArrowRight" ? ["from", "to"] : ["to", "from"];
  const others = ribbons().filter(ribbon => ends(ribbon, near).includes(block.dataset.point)).flatMap(ribbon => ends(ribbon, far)).map(blockOf).filter(Boolean);
  const distance = other => Math.abs(other.dataset.column - block.dataset.column);
  return others.toSorted((a, b) => distance(a) - distance(b))[0];
}

document.addEventListener("keydown", event => {
  const block = inDrawing(event.target);
  if (!block || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "Escape") return release();
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const next = neighbour(block, event.key);
  if (!next) return;
  rove(next);
  next.focus();
});
document.addEventListener("focusin", event => { const block = inDrawing(event.target); if (block) { rove(block); follow(block); } });
document.addEventListener("focusout", event => { if (inDrawing(event.target)) release(); });
document.addEventListener("pointerover", event => { const block = inDrawing(event.target); if (block) follow(block); });
document.addEventListener("pointerout", event => { if (inDrawing(event.target)) follow(inDrawing(document.activeElement)); });

// A morph takes the stops away with the rest of what the server did not send.
new MutationObserver(() => { if (blocks().some(block => !block.hasAttribute("tabindex"))) rove(); })
  .observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["tabindex"] });
rove();
