// The drawing: pan, zoom, choosing a state.
const graphBox = document.getElementById("graph");
const svg = graphBox.querySelector("svg");
const whole = svg.viewBox.baseVal;
const all = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
let view = { ...all };

function show(next) {
  view = next;
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
}

function zoom(factor, atX, atY) {
  const box = graphBox.getBoundingClientRect();
  const scale = Math.max(view.width / box.width, view.height / box.height);
  const next = Math.min(Math.max(scale / factor, 0.05), Math.max((all.width / box.width) * 4, (all.height / box.height) * 4, 1));
  const x = (atX ?? box.width / 2) / box.width, y = (atY ?? box.height / 2) / box.height;
  const width = box.width * next, height = box.height * next;
  const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  const seen = { width: box.width * scale, height: box.height * scale };
  show({ x: middle.x - seen.width / 2 + (seen.width - width) * x, y: middle.y - seen.height / 2 + (seen.height - height) * y, width, height });
}

/// All of it, but never larger than life.
function fit() {
  const box = graphBox.getBoundingClientRect();
  const scale = Math.max(all.width / box.width, all.height / box.height, 1);
  const width = box.width * scale, height = box.height * scale;
  show({ x: all.x + (all.width - width) / 2, y: all.y + (all.height - height) / 2, width, height });
}

/// What is too large to be read as a whole opens at its beginning.
function open() {
  fit();
  const scale = view.width / graphBox.clientWidth;
  if (scale < 1.8) return;
  const width = graphBox.clientWidth * 1.1, height = graphBox.clientHeight * 1.1;
  const start = svg.querySelector(".mark.start");
  const x = start ? +start.getAttribute("cx") : all.width / 2;
  show({ x: x - width / 2, y: all.y, width, height });
}

function bringIntoView(id) {
  const rect = svg.querySelector(`[data-node="${id}"] > rect`);
  if (!rect) return;
  const box = rect.getBBox();
  const inside = box.x >= view.x && box.y >= view.y && box.x + box.width <= view.x + view.width && box.y + box.height <= view.y + view.height;
  if (!inside) show({ ...view, x: box.x + box.width / 2 - view.width / 2, y: box.y + Math.min(box.height, view.height) / 2 - view.height / 2 });
}

graphBox.addEventListener("wheel", (event) => {
  event.preventDefault();
  const box = graphBox.getBoundingClientRect();
  if (event.ctrlKey || !event.shiftKey) zoom(Math.exp(-event.deltaY * 0.002), event.clientX - box.left, event.clientY - box.top);
  else show({ ...view, x: view.x + event.deltaY });
}, { passive: false });

let drag = null;
graphBox.addEventListener("pointerdown", (event) => {
  drag = { x: event.clientX, y: event.clientY, view: { ...view }, moved: false };
});
window.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const box = graphBox.getBoundingClientRect();
  const scale = Math.max(drag.view.width / box.width, drag.view.height / box.height);
  const x = event.clientX - drag.x, y = event.clientY - drag.y;
  if (Math.abs(x) + Math.abs(y) > 4) drag.moved = true;
  if (!drag.moved) return;
  graphBox.classList.add("dragging");
  show({ ...drag.view, x: drag.view.x - x * scale, y: drag.view.y - y * scale });
});
window.addEventListener("pointerup", () => {
  graphBox.classList.remove("dragging");
  setTimeout(() => (drag = null));
});

const shapes = new Map([...svg.querySelectorAll("[data-node]")].map((shape) => [+shape.dataset.node, shape]));
for (const [id, shape] of shapes) {
  shape.setAttribute("tabindex", "0");
  shape.setAttribute("role", "button");
  shape.setAttribute("aria-label", nodes[id].name);
}
svg.addEventListener("click", (event) => {
  if (drag && drag.moved) return;
  const shape = event.target.closest("[data-node]");
  if (shape) select({ node: +shape.dataset.node });
  else select(null);
});
svg.addEventListener("keydown", (event) => {
  const shape = event.target.closest("[data-node]");
  if (!shape || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  select({ node: +shape.dataset.node });
});
