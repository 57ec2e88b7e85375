// The timeline: a row for each stay in a state and each iteration, what is inside below what is around.
const timelineBox = document.getElementById("timeline");
const closed = new Set(stays.filter((stay) => stay.children.length > 24));
const times = events.length ? [events[0].at, events[events.length - 1].at] : [0, 0];
const span = Math.max(times[1] - times[0], 1);
let timeline = null;

function stayRows() {
  const rows = [];
  const open = stays.filter((stay) => !stay.around).reverse().map((stay) => ({ stay, depth: 0 }));
  while (open.length) {
    const row = open.pop();
    rows.push(row);
    if (closed.has(row.stay)) continue;
    for (let i = row.stay.children.length; i-- > 0;) open.push({ stay: row.stay.children[i], depth: row.depth + 1 });
  }
  return rows;
}

const nameOf = (stay) => (stay.index === null ? stay.name : `item ${stay.index}`);

function drawStay({ stay, depth }) {
  const left = ((stay.start - times[0]) / span) * 100;
  const end = stay.end ?? times[1];
  const width = Math.max(((end - stay.start) / span) * 100, 0.1);
  const more = stay.children.length
    ? element("button", { click: (event) => {
        event.stopPropagation();
        if (!closed.delete(stay)) closed.add(stay);
        timeline.set(stayRows());
      }, "aria-label": closed.has(stay) ? "open" : "close" }, closed.has(stay) ? `▸ ${stay.children.length}` : "▾")
    : null;
  const label = element("span", { class: "name", style: `padding-left:${Math.min(depth, 12) * 14}px` }, more,
    element("span", { class: classOf(stay.outcome) }, `${signs[stay.outcome]} `), nameOf(stay));
  const took = element("span", { class: "took", style: left > 70 ? `right:${100 - left}%` : `left:${left + width}%` },
    duration(end - stay.start) + (stay.attempts.length > 1 ? `, ${stay.attempts.length} attempts` : ""));
  const lane = element("span", { class: "lane" },
    element("span", { class: `bar ${classOf(stay.outcome)}`, style: `left:${left}%;width:${width}%` }), took);
  const row = element("div", { class: "row stay", click: () => select({ node: nodeOf.get(stay.name), stay }) }, label, lane);
  if (chosen && chosen.stay === stay) row.classList.add("selected");
  return row;
}

function buildTimeline() {
  timelineBox.append(element("div", { class: "axis" }, ...[0, 0.25, 0.5, 0.75, 1].map((part) => element("span", {}, duration(Math.round(span * part))))));
  const box = element("div", { class: "rows" });
  timelineBox.append(box);
  timeline = makeRows(box, drawStay);
  timeline.set(stayRows());
}
