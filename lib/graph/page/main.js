// Tabs, the choice, keys, themes; and the beginning.
let chosen = null; // { node, stay, event }, or { run, child } of a Map Run
const tabs = [["states", "States"], ...(run ? [["timeline", "Timeline"], ["events", "Events"]] : []), ...(mapRuns.length ? [["maps", "Map Runs"]] : []), ["definition", "Definition"]];

function showTab(name) {
  for (const [tab] of tabs) document.getElementById(tab).classList.toggle("shown", tab === name);
  for (const button of document.querySelectorAll("#tabs button")) button.setAttribute("aria-selected", button.dataset.tab === name);
  if (name === "timeline") timeline ? timeline.paint() : buildTimeline();
  if (name === "maps") buildMaps();
  if (name === "events") eventRows ? eventRows.paint() : buildEvents();
  currentTab = name;
  remember();
}
let currentTab = "states";

/// The place in the page stands in its address, so that it can be sent to somebody.
function remember() {
  const words = new URLSearchParams();
  if (chosen && chosen.node !== undefined) words.set("state", nodes[chosen.node].name);
  if (chosen && chosen.event) words.set("event", chosen.event.id);
  if (chosen && chosen.child) words.set("child", `${mapRuns.indexOf(chosen.run)}.${chosen.child.index}`);
  words.set("tab", currentTab);
  history.replaceState(null, "", "#" + words);
}

/// The stay to show first: the one that went wrong, else the last.
function bestStay(name) {
  const list = staysOfNode.get(name) || [];
  return list.find((stay) => stay.outcome === "failed") || list[list.length - 1];
}

function select(what) {
  if (what && what.node === undefined && !what.event && !what.child) what = null;
  chosen = what;
  for (const shape of svg.querySelectorAll(".selected")) shape.classList.remove("selected");
  if (!what) showOverview();
  else if (what.child) showChild(what);
  else if (what.node === undefined) panel.replaceChildren(element("h2", {}, what.event.type), ...eventParts(what.event));
  else {
    if (!what.stay) what.stay = bestStay(nodes[what.node].name);
    showNode(what);
    shapes.get(what.node)?.classList.add("selected");
    bringIntoView(what.node);
  }
  panel.scrollTop = 0;
  if (timeline) timeline.paint();
  if (eventRows) eventRows.paint();
  markDefinition();
  remember();
}

function buildStates() {
  const heads = coverage ? ["State", "Type", "Coverage", "Entered", "Never reached"] : run ? ["State", "Type", "Outcome", "Entered", "Attempts", "Time", "Items"] : ["State", "Type", "What it does", "Retries"];
  const rows = nodes.map((node, id) => [node, id]).filter(([node]) => node.name !== undefined).map(([node, id]) => {
    const cells = [element("td", {}, node.name), element("td", {}, node.kind)];
    if (coverage) {
      cells.push(element("td", {}, chip(node.hits.coverage)), element("td", { class: "number" }, String(node.hits.entered)), element("td", {}, node.hits.missed.join("; ")));
    } else if (run) {
      const did = node.run;
      cells.push(element("td", {}, ...outcomes(did)), element("td", { class: "number" }, did.entered ? String(did.entered) : ""),
        element("td", { class: "number" }, did.attempts ? String(did.attempts) : ""), element("td", { class: "number" }, did.entered ? duration(did.milliseconds) : ""),
        element("td", {}, did.items && did.items.started ? `${did.items.succeeded}/${did.items.total}${did.items.failed ? `, ${did.items.failed} failed` : ""}` : ""));
    } else {
      cells.push(element("td", {}, node.detail || node.comment || ""), element("td", {}, (node.retries || []).join("; ")));
    }
    return element("tr", { "data-node": id, click: () => select({ node: id }) }, ...cells);
  });
  document.getElementById("states").append(element("table", {}, element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", {}, head)))), element("tbody", {}, ...rows)));
}

const sourceBox = element("pre", {});
function markDefinition() {
  const place = chosen && chosen.node !== undefined ? data.places[chosen.node] : null;
  if (!place) sourceBox.replaceChildren(data.source);
  else {
    const mark = element("mark", {}, data.source.slice(...place));
    sourceBox.replaceChildren(data.source.slice(0, place[0]), mark, data.source.slice(place[1]));
    if (currentTab === "definition") mark.scrollIntoView({ block: "nearest" });
  }
}

function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

const keys = [["/", "search in events"], ["1, 2, …", "the tabs"], ["j, k", "next, previous state"], ["+, -, 0", "zoom, all of it"], ["arrows", "move the drawing"],
  ["e", "events of the state"], ["Esc", "nothing chosen"], ["t", "dark or light"], ["?", "these keys"]];

function nextState(step) {
  const ids = [...shapes.keys()].sort((a, b) => a - b);
  const at = chosen ? ids.indexOf(chosen.node) : -1;
  const id = ids[(at + step + ids.length) % ids.length];
  if (id !== undefined) select({ node: id });
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (at.matches("input, select")) {
    if (event.key === "Escape") at.blur();
    return;
  }
  const move = (x, y) => show({ ...view, x: view.x + x * view.width * 0.1, y: view.y + y * view.height * 0.1 });
  const help = document.getElementById("help");
  const actions = {
    "/": () => run && (showTab("events"), eventSearch.focus()), j: () => nextState(1), k: () => nextState(-1), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
    0: fit, t: toggleTheme, e: () => run && chosen && chosen.node !== undefined && showEventsOf(nodes[chosen.node].name),
    Escape: () => (help.open ? help.close() : select(null)), "?": () => help.showModal(),
  };
  if (at === graphBox || at.closest("svg")) Object.assign(actions, { ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0), ArrowUp: () => move(0, -1), ArrowDown: () => move(0, 1) });
  tabs.forEach(([name], i) => (actions[i + 1] = () => showTab(name)));
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function toggleTheme() {
  showTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
}

function start() {
  document.getElementById("comment").textContent = data.graph.comment || "";
  if (run) {
    document.getElementById("run").append(statusChip(run.status), ` ${run.name} · ${duration(run.milliseconds)} · ${run.events} events`);
    document.getElementById("legend").append(...Object.keys(signs).map((name) => element("span", { class: classOf(name) }, `${signs[name]} ${name}`)));
  }
  if (coverage) {
    document.getElementById("run").append(`coverage: ${coverage}`);
    document.getElementById("legend").append(...Object.keys(coverageSigns).map((name) => element("span", { class: classOf(name) }, `${coverageSigns[name]} ${name}`)));
  }
  for (const [name, title] of tabs) document.getElementById("tabs").append(element("button", { role: "tab", "data-tab": name, click: () => showTab(name) }, title));
  document.getElementById("help").append(element("table", {}, element("tbody", {}, ...keys.map(([key, what]) => element("tr", {}, element("td", {}, key), element("td", {}, what))))),
    element("button", { click: () => document.getElementById("help").close() }, "close"));
  document.getElementById("in").addEventListener("click", () => zoom(1.25));
  document.getElementById("out").addEventListener("click", () => zoom(0.8));
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("theme").addEventListener("click", toggleTheme);
  document.getElementById("keys").addEventListener("click", () => document.getElementById("help").showModal());
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeprint", buildMaps);
  buildStates();
  document.getElementById("definition").append(sourceBox);
  const words = new URLSearchParams(location.hash.slice(1));
  const dark = window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
  showTheme(words.get("theme") || (dark ? "dark" : "light"));
  open();
  const event = events[+words.get("event") - 1];
  const node = nodeOf.get(words.get("state"));
  const tab = words.get("tab");
  const [map, index] = (words.get("child") || "").split(".").map(Number);
  const child = mapRuns[map] && mapRuns[map].children.find((one) => one.index === index);
  select(child ? { run: mapRuns[map], child } : event ? { node: event.stay ? nodeOf.get(event.stay.name) : undefined, stay: event.stay, event } : node !== undefined ? { node } : null);
  showTab(tabs.some(([name]) => name === tab) ? tab : run ? "timeline" : "states");
}
start();
