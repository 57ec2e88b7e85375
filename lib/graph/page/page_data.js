// What the page was made of. Everything shown goes through textContent: names and payloads are never markup.
const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.graph.nodes;
const run = data.graph.run || null;
const coverage = data.graph.coverage || null; // what many executions reached, in numbers
// What an event type means: its subject, what happened to it, the kind of state; missing where it is any.
const families = data.families;
function readEvent([id, previous, at, type, details]) {
  const [subject, phase, kind] = families[type];
  return { id, previous, at, type, subject, phase, kind, details: details || {} };
}
const events = data.events.map(readEvent);
const isFailure = (event) => event.phase === "failed" || event.phase === "timed out";
const nodeOf = new Map(nodes.map((node, id) => [node.name, id]).filter(([name]) => name !== undefined));
const signs = { "not reached": " ", running: "▸", succeeded: "✓", caught: "↷", failed: "✗", aborted: "⊘" };
const coverageSigns = { "not reached": " ", "partly reached": "◐", reached: "✓" };

const payload = (number) => (typeof number === "number" ? data.payloads[number] : undefined);

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function duration(ms) {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 59950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.floor((ms + 500) / 1000);
  const two = (large, largeUnit, small, smallUnit) => {
    const rest = Math.floor((s % large) / small);
    return `${Math.floor(s / large)} ${largeUnit}` + (rest ? ` ${rest} ${smallUnit}` : "");
  };
  if (s < 3600) return two(60, "min", 1, "s");
  if (s < 86400) return two(3600, "h", 60, "min");
  return two(86400, "d", 3600, "h");
}

const classOf = (outcome) => outcome.replace(" ", "-");

/// element("p", { class: "quiet" }, "text", child, …); a function as attribute is a listener.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const chip = (outcome) => element("span", { class: `chip ${classOf(outcome)}` }, `${signs[outcome] ?? coverageSigns[outcome]} ${outcome}`);

/// What became of a state's visits, worst first; how many of each where they ended in several ways.
function outcomes(did) {
  const ways = ["running", "failed", "aborted", "caught", "succeeded"].filter((way) => did[way]);
  if (ways.length < 2) return [chip(did.outcome)];
  return ways.flatMap((way) => [chip(way), ` ${did[way]}× `]);
}
