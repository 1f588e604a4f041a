// SPDX-License-Identifier: Apache-2.0
// The graph is laid out in columns by the steps that are left to the target. Sources that no other
// path leads over are drawn as one box for each thing that they lead to. All texts of the data
// enter the page as text nodes, with control and direction characters made visible.
#include "outputs/graph_page.h"

#include "outputs/page_script.h"

namespace bulwark::outputs {
namespace {

constexpr std::string_view kBefore = R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Bulwark: attack paths</title>
<style>
:root {
  --page: #f6f7f9; --card: #fff; --text: #1b2330; --soft: #5a6577; --line: #dfe4ea; --accent: #2357c5;
  --target: #a3123a; --hub: #8a6100; --edge: #9aa5b5; --cut: #1d7a46;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151d; --card: #181f2a; --text: #e4e9f0; --soft: #9aa7b8; --line: #2b3544; --accent: #86acff;
    --target: #ff7a9c; --hub: #e8c15a; --edge: #55637a; --cut: #6fd39b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { display: grid; grid-template-columns: minmax(260px, 360px) minmax(0, 1fr); gap: 0 20px; padding: 20px; min-height: 100vh; grid-template-rows: auto 1fr; }
header { grid-column: 1 / -1; margin-bottom: 12px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 16px; margin: 16px 0 6px; }
header p, .soft { color: var(--soft); margin: 0; overflow-wrap: anywhere; }
.warn { color: var(--target); margin: 4px 0 0; overflow-wrap: anywhere; }
input[type=search] { font: inherit; color: inherit; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; }
ul { list-style: none; padding: 0; margin: 6px 0; }
#sources { max-height: 62vh; overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
button { font: inherit; color: inherit; background: none; border: 0; text-align: left; cursor: pointer; }
#sources button, #cuts button { width: 100%; padding: 6px 10px; display: grid; grid-template-columns: 1fr auto; gap: 8px; overflow-wrap: anywhere; border-radius: 8px; }
#sources button:hover, #cuts button:hover { background: color-mix(in srgb, var(--accent) 9%, transparent); }
[aria-pressed=true] { background: color-mix(in srgb, var(--accent) 18%, transparent) !important; }
.stopped { color: var(--soft); text-decoration: line-through; }
.bar { display: flex; gap: 10px; align-items: center; margin-bottom: 8px; flex-wrap: wrap; }
.bar button { border: 1px solid var(--line); background: var(--card); border-radius: 8px; padding: 5px 12px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#map { width: 100%; height: 56vh; min-height: 320px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; touch-action: none; cursor: grab; display: block; }
#map:active { cursor: grabbing; }
.edge { fill: none; stroke: var(--edge); stroke-width: 1.4; } .edge.on { stroke: var(--accent); stroke-width: 2.4; } .edge.cut { stroke: var(--cut); stroke-dasharray: 6 4; stroke-width: 2.4; }
.head { fill: var(--edge); }
.box rect { fill: var(--page); stroke: var(--edge); rx: 8; } .box { cursor: pointer; }
.box text { fill: var(--text); font-size: 13px; } .box .kind { fill: var(--soft); font-size: 11px; }
.box.target rect { stroke: var(--target); stroke-width: 2; } .box.many rect { stroke-dasharray: 4 3; }
.box.on rect { stroke: var(--accent); stroke-width: 2.4; }
#steps ol { margin: 0 0 12px; padding-left: 26px; } #steps li { margin-bottom: 8px; overflow-wrap: anywhere; }
#steps .why { display: block; color: var(--soft); font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px; margin-bottom: 10px; }
@media (max-width: 820px) { main { grid-template-columns: minmax(0, 1fr); padding: 12px; } #sources { max-height: 34vh; } }
</style>
</head>
<body>
<main>
<header><h1 id="title"></h1><p id="about"></p><div id="doubts"></div></header>
<noscript><p>This page draws its graph with a script of its own; allow it, or use the table or JSON format.</p></noscript>
<nav aria-label="Sources">
<input type="search" id="text" placeholder="Search who  ( / )" aria-label="Search who">
<ul id="sources"></ul>
<h2>What stops most</h2>
<p class="soft" id="nocuts" hidden>No single change stops anybody.</p>
<ul id="cuts"></ul>
</nav>
<section aria-label="Graph">
<div class="bar"><button id="all">All paths</button><button id="fit">Fit</button><span class="soft" id="say" aria-live="polite"></span></div>
<svg id="map" role="img" aria-label="Graph of paths" xmlns="http://www.w3.org/2000/svg"></svg>
<div id="steps"></div>
</section>
</main>
<script type="application/json" id="data">)page";

constexpr std::string_view kScript = R"page(const listed = 400, tall = 14, wide = 228;
let chosen = null, cut = null, boxes = new Map();

byId("title").textContent = "Attack paths to " + plain(data.target);
byId("about").textContent = count(data.sources.length, "of ", "of ") +
  count(data.asked, "identity or workload can get there", "identities and workloads can get there") +
  (data.leftOut ? "; " + count(data.leftOut, "is", "are") + " not listed: a cluster cannot do without them" : "");
for (const text of [...data.unknown, ...data.otherAuthorizers].slice(0, 12)) byId("doubts").append(make("p", "warn", "Not known: " + text));
data.sources.sort((a, b) => a.steps - b.steps || (a.subject < b.subject ? -1 : 1));

const bindings = step => (step.grants || []).map(g => g.binding.kind + " " + (g.binding.namespace ? g.binding.namespace + "/" : "") + g.binding.name);
const falls = (step, change) => change.path ? step.object === change.object && step.path === change.path : bindings(step).includes(change.object);
const stopped = source => cut && source.paths.every(path => path.some(n => falls(data.steps[n], cut)));

function listSources() {
  const wanted = byId("text").value.toLowerCase();
  const found = data.sources.filter(s => s.subject.toLowerCase().includes(wanted));
  byId("sources").replaceChildren(...found.slice(0, listed).map(source => {
    const item = make("li"), button = make("button", stopped(source) ? "stopped" : "");
    button.append(make("span", "", source.subject), make("span", "soft", count(source.steps, "step", "steps")));
    button.setAttribute("aria-pressed", source === chosen);
    button.onclick = () => choose(source === chosen ? null : source);
    item.append(button);
    return item;
  }));
  if (found.length > listed) byId("sources").append(make("li", "soft", "  and " + count(found.length - listed, "more", "more")));
}

function listCuts() {
  byId("nocuts").hidden = data.cuts.length > 0;
  byId("cuts").replaceChildren(...data.cuts.map(change => {
    const item = make("li"), button = make("button");
    button.append(make("span", "", change.object + " (" + change.what + ")" + (change.path ? ": " + change.path : "")), make("span", "soft", change.stops));
    button.setAttribute("aria-pressed", change === cut);
    button.onclick = () => { cut = change === cut ? null : change; refresh(); };
    item.append(button);
    return item;
  }));
}

// Nodes and edges of some sources' paths; sources that lead nowhere else become one node for each
// that they lead to.
function graphOf(sources, together) {
  const nodes = new Map(), edges = new Map(), through = new Set();
  for (const s of sources) for (const path of s.paths) path.forEach((n, i) => { if (i) through.add(data.steps[n].from); });
  const node = (title, extra) => { if (!nodes.has(title)) nodes.set(title, {title, left: Infinity, sources: [], ...extra}); return nodes.get(title); };
  node(data.target, {left: 0, target: true});
  for (const s of sources) for (const path of s.paths) {
    path.forEach((n, i) => {
      const step = data.steps[n], left = path.length - i;
      let from = step.from;
      if (together && i === 0 && !through.has(from)) {
        from = "\u0001" + step.to + "\u0001" + left;
        node(from, {many: true}).sources.push(s);
      }
      const start = node(from);
      start.left = Math.min(start.left, left);
      if (!start.many) start.sources.push(s);
      const to = i + 1 < path.length ? data.steps[path[i + 1]].from : data.target;
      node(to);
      const key = from + "\u0002" + to;
      if (!edges.has(key)) edges.set(key, {from, to, steps: new Set()});
      edges.get(key).steps.add(n);
    });
  }
  return {nodes, edges};
}

function layout({nodes, edges}) {
  const columns = [];
  for (const one of nodes.values()) (columns[one.left] = columns[one.left] || []).push(one);
  const filled = columns.filter(Boolean), hidden = new Set();
  filled.forEach((column, i) => {
    const order = one => { const out = [...edges.values()].filter(e => e.from === one.title).map(e => nodes.get(e.to).y || 0); return out.length ? out.reduce((a, b) => a + b) / out.length : 0; };
    column.sort((a, b) => b.sources.length - a.sources.length || (a.title < b.title ? -1 : 1));
    for (const one of column.splice(tall)) hidden.add(one.title);
    if (i && column.length < 60) column.sort((a, b) => order(a) - order(b));
    column.forEach((one, k) => { one.x = (filled.length - 1 - i) * 290; one.y = (k - (column.length - 1) / 2) * 58; });
  });
  return hidden;
}

function label(one) {
  if (one.many) return ["", one.sources.length === 1 ? one.sources[0].subject : count(one.sources.length, "source", "sources")];
  const space = one.title.indexOf(" ");
  return one.target || space < 0 || /^(any|some|everything|root) /.test(one.title) ? ["", one.title] : [one.title.slice(0, space), one.title.slice(space + 1)];
}

function show() {
  const map = byId("map"), graph = graphOf(chosen ? [chosen] : data.sources, !chosen), hidden = layout(graph);
  boxes = graph.nodes;
  const arrow = draw("marker", {id: "arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse"});
  arrow.append(draw("path", {d: "M0,0 L8,4 L0,8 z", class: "head"}));
  const parts = [draw("defs", {})];
  parts[0].append(arrow);
  for (const edge of graph.edges.values()) {
    if (hidden.has(edge.from) || hidden.has(edge.to)) continue;
    const a = graph.nodes.get(edge.from), b = graph.nodes.get(edge.to), x1 = a.x + wide, x2 = b.x, y1 = a.y + 21, y2 = b.y + 21;
    const steps = [...edge.steps].map(n => data.steps[n]);
    const bent = x2 > x1 ? `M${x1},${y1} C${x1 + 40},${y1} ${x2 - 40},${y2} ${x2},${y2}` : `M${x1},${y1} C${x1 + 60},${y1} ${x1 + 60},${(y1 + y2) / 2 - 60} ${(x1 + x2) / 2},${(y1 + y2) / 2 - 60} S${x2 - 60},${y2} ${x2},${y2}`;
    const line = draw("path", {d: bent, "marker-end": "url(#arrow)", class: "edge" + (chosen ? " on" : "") + (cut && steps.some(s => falls(s, cut)) ? " cut" : "")});
    line.append(draw("title", {}, steps.map(s => s.does)));
    parts.push(line);
  }
  for (const one of graph.nodes.values()) {
    if (hidden.has(one.title)) continue;
    const [kind, name] = label(one);
    const box = draw("g", {class: "box" + (one.target ? " target" : "") + (one.many ? " many" : ""), transform: `translate(${one.x},${one.y})`, tabindex: 0, role: "button"});
    box.append(draw("rect", {width: wide, height: 42}), draw("text", {x: 12, y: kind ? 32 : 26}, clip(name, 31)));
    if (kind) box.append(draw("text", {x: 12, y: 15, class: "kind"}, kind));
    box.append(draw("title", {}, one.many ? one.sources.slice(0, 20).map(s => s.subject) : one.title));
    const open = () => about(one);
    box.addEventListener("click", open);
    box.addEventListener("keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); open(); } });
    parts.push(box);
  }
  map.replaceChildren(...parts);
  byId("say").textContent = hidden.size ? count(hidden.size, "box is", "boxes are") + " left out of the picture: choose a source" : "";
  fit();
}

let view = {x: 0, y: 0, w: 100, h: 100};
const apply = () => byId("map").setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
function fit() {
  const placed = [...boxes.values()].filter(b => b.x !== undefined);
  const xs = placed.map(b => b.x), ys = placed.map(b => b.y);
  view = {x: Math.min(...xs) - 20, y: Math.min(...ys) - 20, w: Math.max(...xs) - Math.min(...xs) + wide + 40, h: Math.max(...ys) - Math.min(...ys) + 82};
  const size = byId("map").getBoundingClientRect();
  // Never so large that a box fills the picture.
  const grow = Math.max(1, size.width / 1.4 / view.w);
  if (grow > 1) { view.x -= view.w * (grow - 1) / 2; view.w *= grow; }
  apply();
}
byId("map").addEventListener("wheel", e => {
  e.preventDefault();
  const box = byId("map").getBoundingClientRect(), by = e.deltaY > 0 ? 1.15 : 1 / 1.15;
  const px = view.x + (e.clientX - box.left) / box.width * view.w, py = view.y + (e.clientY - box.top) / box.height * view.h;
  view = {x: px - (px - view.x) * by, y: py - (py - view.y) * by, w: view.w * by, h: view.h * by};
  apply();
}, {passive: false});
let held = null;
byId("map").addEventListener("pointerdown", e => { held = {x: e.clientX, y: e.clientY, view: {...view}}; });
addEventListener("pointermove", e => {
  if (!held) return;
  const box = byId("map").getBoundingClientRect(), scale = Math.max(view.w / box.width, view.h / box.height);
  view.x = held.view.x - (e.clientX - held.x) * scale;
  view.y = held.view.y - (e.clientY - held.y) * scale;
  apply();
});
addEventListener("pointerup", () => { held = null; });

function stepItem(step) {
  const item = make("li", "", step.does + (step.as ? ", as one of " + step.as : "") + (step.note ? " (" + step.note + ")" : ""));
  for (const g of step.grants || []) {
    const rule = g.rule, what = rule.nonResourceURLs.length ? rule.nonResourceURLs : rule.resources;
    item.append(make("span", "why", g.role.kind + " " + (g.role.namespace ? g.role.namespace + "/" : "") + g.role.name + ", rule " + (rule.number + 1) + ": " +
      rule.verbs.join(", ") + " on " + what.join(", ") + (rule.resourceNames.length ? " named " + rule.resourceNames.join(", ") : "") +
      "; by " + g.binding.kind + " " + (g.binding.namespace ? g.binding.namespace + "/" : "") + g.binding.name));
  }
  if (step.object) item.append(make("span", "why", step.object + (step.path ? ": " + step.path : "")));
  if (step.otherWays) item.append(make("span", "why", "or in " + count(step.otherWays, "other way", "other ways")));
  return item;
}

function about(one) {
  const card = make("div", "card"), steps = new Set();
  card.append(make("h2", "", one.many ? label(one)[1] : one.title));
  for (const s of one.sources) for (const path of s.paths) for (const n of path) if (data.steps[n].from === one.title) steps.add(n);
  if (steps.size) { const list = make("ul"); for (const n of [...steps].slice(0, 20)) list.append(stepItem(data.steps[n])); card.append(list); }
  if (one.target) card.append(make("p", "soft", count(data.sources.length, "source gets", "sources get") + " here."));
  else if (one.sources.length) {
    card.append(make("p", "soft", one.many ? "They begin here:" : count(one.sources.length, "source gets", "sources get") + " here:"));
    const list = make("ul");
    for (const s of one.sources.slice(0, 60)) { const item = make("li"), button = make("button", "", s.subject); button.onclick = () => choose(s); item.append(button); list.append(item); }
    if (one.sources.length > 60) list.append(make("li", "soft", "and " + count(one.sources.length - 60, "more", "more")));
    card.append(list);
  }
  byId("steps").replaceChildren(card);
}

function explain() {
  if (!chosen) return byId("steps").replaceChildren();
  byId("steps").replaceChildren(...chosen.paths.map(path => {
    const card = make("div", "card"), list = make("ol");
    card.append(make("h2", "", chosen.subject + " → " + data.target + ": " + count(path.length, "step", "steps")));
    for (const n of path) list.append(stepItem(data.steps[n]));
    card.append(list);
    return card;
  }));
}

function refresh() { listSources(); listCuts(); show(); explain(); }
function choose(source) { chosen = source; refresh(); }
byId("text").addEventListener("input", listSources);
byId("all").onclick = () => { cut = null; choose(null); };
byId("fit").onclick = fit;
addEventListener("keydown", e => {
  if (e.key === "/" && document.activeElement !== byId("text")) { e.preventDefault(); byId("text").focus(); }
  if (e.key === "Escape") choose(null);
});
if (data.sources.length === 1) chosen = data.sources[0];
refresh();
</script>
</body>
</html>
)page";

}  // namespace

std::string graph_page(std::string_view json) { return page_of(kBefore, json, kScript); }

}  // namespace bulwark::outputs
