// SPDX-License-Identifier: Apache-2.0
// The page of the HTML report. It asks for nothing from any network, and its policy forbids that it
// could. All texts of the data enter the page as text nodes, never as HTML.
#include "outputs/html_page.h"

namespace bulwark::outputs {

std::string_view html_before_data() {
  return R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Bulwark report</title>
<style>
:root {
  --page: #f6f7f9; --card: #fff; --text: #1b2330; --soft: #5a6577; --line: #dfe4ea; --code: #f1f3f6;
  --focus: #fff4d6; --accent: #2357c5;
  --critical: #a3123a; --high: #c2410c; --medium: #8a6100; --low: #1d6a8c; --info: #5a6577;
  --shadow: 0 1px 2px rgb(20 30 50 / .06);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151d; --card: #181f2a; --text: #e4e9f0; --soft: #9aa7b8; --line: #2b3544; --code: #121821;
    --focus: #3a3216; --accent: #86acff;
    --critical: #ff7a9c; --high: #ff9d6b; --medium: #e8c15a; --low: #74c3e6; --info: #9aa7b8;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 60px; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; margin-bottom: 20px; }
h1 { font-size: 24px; letter-spacing: -.01em; margin: 0; }
h2 { font-size: 17px; margin: 32px 0 10px; }
header p { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px; margin-bottom: 14px; }
.tile {
  font: inherit; color: inherit; text-align: left; cursor: pointer; padding: 12px 14px; border-radius: 10px;
  background: var(--card); border: 1px solid var(--line); box-shadow: var(--shadow);
  border-top: 3px solid var(--severity);
}
.tile b { display: block; font-size: 24px; line-height: 1.2; font-variant-numeric: tabular-nums; color: var(--severity); }
.tile span { color: var(--soft); }
.tile[aria-pressed="false"] { opacity: .45; }
.filters { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 10px; }
.filters input[type=search] { flex: 2 1 240px; }
.filters select { flex: 1 1 130px; min-width: 0; }
.filters input[type=search], .filters select, .more {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 7px 10px; min-height: 38px;
}
.filters label { display: flex; align-items: center; gap: 6px; color: var(--soft); white-space: nowrap; }
.count { color: var(--soft); margin: 0 0 10px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.critical { --severity: var(--critical); } .high { --severity: var(--high); } .medium { --severity: var(--medium); }
.low { --severity: var(--low); } .info { --severity: var(--info); }
details { background: var(--card); }
.group { border: 1px solid var(--line); border-radius: 10px; margin-bottom: 8px; box-shadow: var(--shadow); overflow: hidden; }
summary { cursor: pointer; list-style: none; display: grid; align-items: baseline; column-gap: 12px; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.group > summary { grid-template-columns: 74px 1fr auto; padding: 11px 16px; }
.pill { color: var(--severity); font-weight: 650; font-size: 13px; }
.group > summary .title { font-weight: 600; }
.group > summary .id { color: var(--soft); font-weight: 400; margin-left: 8px; }
.number { font-variant-numeric: tabular-nums; color: var(--soft); }
.about { padding: 2px 16px 12px 102px; }
.about p { margin: 0 0 8px; max-width: 76ch; }
.label { color: var(--soft); }
.tags { display: flex; flex-wrap: wrap; gap: 6px; color: var(--soft); font-size: 13px; }
.tags span { border: 1px solid var(--line); border-radius: 6px; padding: 0 7px; }
.finding { border-top: 1px solid var(--line); }
.finding > summary { grid-template-columns: minmax(0, 1fr) minmax(0, auto); padding: 8px 16px 8px 102px; }
.finding .where { color: var(--soft); text-align: right; overflow-wrap: anywhere; }
.finding .body { padding: 0 16px 12px 102px; }
.finding .body p { margin: 0 0 8px; overflow-wrap: anywhere; }
.waived { opacity: .7; }
.frame { background: var(--code); border-radius: 8px; padding: 8px 0; margin: 0 0 8px; overflow-x: auto; line-height: 1.55; }
.frame div { display: flex; width: max-content; min-width: 100%; padding-right: 14px; }
.frame i { flex: none; width: 58px; padding-right: 14px; text-align: right; color: var(--soft); font-style: normal; user-select: none; }
.frame .focus { background: var(--focus); box-shadow: inset 3px 0 var(--severity); }
.frame span { white-space: pre; }
.more { cursor: pointer; margin: 8px 16px 12px 102px; color: var(--accent); }
.list { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0; padding: 6px 16px; list-style: none; }
.list li { padding: 6px 0; overflow-wrap: anywhere; } .list li + li { border-top: 1px solid var(--line); }
.none { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 22px; text-align: center; color: var(--soft); }
.warn { color: var(--high); font-weight: 600; }
@media (max-width: 640px) {
  main { padding: 18px 12px 40px; }
  .tiles { gap: 6px; } .tile { padding: 8px 8px; } .tile b { font-size: 19px; } .tile span { font-size: 12px; }
  .group > summary { grid-template-columns: 1fr auto; padding: 10px 12px; }
  .group > summary .pill { grid-column: 1 / -1; }
  .group > summary .id { display: block; margin: 0; overflow-wrap: anywhere; }
  .about, .finding .body { padding-left: 12px; padding-right: 12px; }
  .finding > summary { grid-template-columns: 1fr; padding: 8px 12px; }
  .finding .where { text-align: left; }
  .more { margin-left: 12px; }
  .frame i { width: 44px; padding-right: 10px; }
}
@media print { .filters, .more { display: none; } body { background: none; } }
</style>
</head>
<body>
<main id="main">
<header><h1>Bulwark</h1><p id="about"></p></header>
<noscript><p class="none">This report filters and folds its findings with a script of its own; allow it, or use the
table or JSON format.</p></noscript>
<div class="tiles" id="tiles" role="group" aria-label="Severities shown"></div>
<div class="filters" role="search">
<input type="search" id="text" placeholder="Search: name, message, file, control  ( / )" aria-label="Search">
<select id="cluster" aria-label="Cluster" hidden></select>
<select id="layer" aria-label="Layer"></select>
<select id="namespace" aria-label="Namespace"></select>
<select id="control" aria-label="Control"></select>
<label><input type="checkbox" id="waived"> waived</label>
</div>
<p class="count" id="count" aria-live="polite"></p>
<div id="groups"></div>
<div id="rest"></div>
</main>
<script type="application/json" id="data">)page";
}

std::string_view html_after_data() {
  return R"page(</script>
<script>
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const severities = ["critical", "high", "medium", "low", "info"];
const page = 50;
const byId = id => document.getElementById(id);
const make = (tag, name, text) => {
  const out = document.createElement(tag);
  if (name) out.className = name;
  if (text !== undefined) out.textContent = text;
  return out;
};
const number = n => n.toLocaleString("en");
const control = f => data.controls[f.c];
const title = f => (data.clusters && f.cluster ? f.cluster + ": " : "") + f.kind + " " + (f.namespace ? f.namespace + "/" : "") + f.name;
const where = f => f.file ? f.file + (f.line ? ":" + f.line : "") : f.path;
data.findings.sort((a, b) => a.rank - b.rank);
for (const f of data.findings) {
  const c = control(f);
  f.text = [title(f), f.message, f.file, f.path, c.id, c.title].join("\n").toLowerCase();
}
const shown = new Set(severities);

function frameOf(f) {
  const box = make("pre", "frame");
  box.tabIndex = 0;
  box.setAttribute("aria-label", "Lines of " + f.file);
  f.frame.lines.forEach((text, i) => {
    const n = f.frame.first + i;
    const row = make("div", n === f.frame.focus ? "focus" : "");
    row.append(make("i", "", n), make("span", "", text));
    box.append(row);
  });
  return box;
}

function labelled(label, text) {
  const p = make("p");
  p.append(make("span", "label", label + " "), text);
  return p;
}

function findingOf(f) {
  const box = make("details", "finding" + (f.waived ? " waived" : ""));
  const head = make("summary");
  const left = make("span", "", title(f));
  if (f.instances > 1) left.append(make("span", "label", "  and " + number(f.instances - 1) + " of its objects"));
  if (f.waived) left.append(make("span", "label", "  waived"));
  head.append(left, make("span", "where mono", where(f)));
  box.append(head);
  box.addEventListener("toggle", () => {
    if (!box.open || box.dataset.full) return;
    box.dataset.full = "1";
    const body = make("div", "body");
    body.append(make("p", "", f.message));
    if (f.frame) body.append(frameOf(f));
    else if (f.rank >= data.frames) {
      body.append(make("p", "label", "Only the worst " + number(data.frames) + " findings have their lines of code here."));
    }
    if (f.path) { const p = labelled("Path", ""); p.append(make("code", "", f.path)); body.append(p); }
    if (f.waived) {
      body.append(labelled("Waived (" + f.waived.by + ")",
        f.waived.reason + (f.waived.expires ? ", until " + f.waived.expires : "")));
    }
    box.append(body);
  });
  return box;
}

function aboutOf(c) {
  const box = make("div", "about");
  if (c.why) box.append(make("p", "", c.why));
  if (c.fix) box.append(labelled("Fix", c.fix));
  const tags = make("div", "tags");
  tags.append(make("span", "", c.layer));
  for (const t of c.frameworks) tags.append(make("span", "", t));
  box.append(tags);
  return box;
}

function groupOf(c, findings, open) {
  const box = make("details", "group " + c.severity);
  const head = make("summary");
  const name = make("span", "title", c.title);
  name.append(make("code", "id", c.id));
  head.append(make("span", "pill", c.severity), name, make("span", "number", number(findings.length)));
  box.append(head);
  const fill = () => {
    if (!box.open || box.dataset.full) return;
    box.dataset.full = "1";
    box.append(aboutOf(c));
    let told = 0;
    const more = make("button", "more");
    more.type = "button";
    const next = () => {
      const part = findings.slice(told, told + page).map(findingOf);
      told += part.length;
      more.remove();
      box.append(...part);
      more.textContent = "Show more (" + number(findings.length - told) + " left)";
      if (told < findings.length) box.append(more);
      return part[0];
    };
    more.addEventListener("click", () => next().querySelector("summary").focus());
    const first = next();
    if (open) first.open = true;
  };
  box.addEventListener("toggle", fill);
  if (open) { box.open = true; fill(); }
  return box;
}

function update() {
  const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const cluster = byId("cluster").value, layer = byId("layer").value, space = byId("namespace").value, id = byId("control").value;
  const waived = byId("waived").checked;
  const groups = new Map();
  let count = 0;
  for (const f of data.findings) {
    const c = control(f);
    if (!shown.has(c.severity) || (layer && c.layer !== layer) || (id && c.id !== id)) continue;
    if (cluster && f.cluster !== cluster.slice(1)) continue;
    if ((space && f.namespace !== space.slice(1)) || (f.waived && !waived)) continue;
    if (!words.every(w => f.text.includes(w))) continue;
    count++;
    if (!groups.has(f.c)) groups.set(f.c, []);
    groups.get(f.c).push(f);
  }
  const order = [...groups.keys()].sort((a, b) =>
    severities.indexOf(data.controls[a].severity) - severities.indexOf(data.controls[b].severity) ||
    groups.get(b).length - groups.get(a).length || (data.controls[a].id < data.controls[b].id ? -1 : 1));
  const list = order.map((c, i) => groupOf(data.controls[c], groups.get(c), i === 0));
  if (!count) {
    const gaps = data.not_evaluated.length;
    list.push(make("p", "none", data.findings.length ? "No finding matches." :
      gaps ? "No findings in what could be evaluated." : "No findings."));
  }
  byId("groups").replaceChildren(...list);
  byId("count").textContent = number(count) + (count === 1 ? " finding of " : " findings of ") +
    number(groups.size) + (groups.size === 1 ? " control" : " controls");
}

function options(id, all, values) {
  byId(id).append(new Option(all, ""), ...values.map(v => Array.isArray(v) ? new Option(v[0], v[1]) : new Option(v, v)));
  byId(id).addEventListener("change", update);
}

function listOf(heading, lines) {
  if (!lines.length) return;
  const list = make("ul", "list");
  let told = 0;
  const more = make("button", "more");
  more.type = "button";
  const next = () => {
    const part = lines.slice(told, told + 200).map(line => make("li", "", line));
    told += part.length;
    list.append(...part);
    more.textContent = "Show more (" + number(lines.length - told) + " left)";
    if (told >= lines.length) more.remove();
  };
  more.addEventListener("click", next);
  byId("rest").append(make("h2", "", heading), list, more);
  next();
}

byId("about").textContent = data.coverage + (data.targets.length ? "  ·  " + data.targets.join(", ") : "");
for (const s of severities) {
  const tile = make("button", "tile " + s);
  tile.type = "button";
  tile.setAttribute("aria-pressed", "true");
  const n = data.findings.reduce((sum, f) => sum + (control(f).severity === s && !f.waived ? 1 : 0), 0);
  tile.append(make("b", "", number(n)), make("span", "", s));
  tile.addEventListener("click", () => {
    if (shown.size === severities.length) { shown.clear(); shown.add(s); }
    else if (!shown.delete(s)) shown.add(s);
    if (!shown.size) severities.forEach(x => shown.add(x));
    [...byId("tiles").children].forEach((t, i) => t.setAttribute("aria-pressed", shown.has(severities[i])));
    update();
  });
  byId("tiles").append(tile);
}
const unique = values => [...new Set(values)].sort();
options("cluster", "all clusters",
  unique(data.findings.map(f => f.cluster)).map(n => [n || "(files)", "=" + n]));
byId("cluster").hidden = !data.clusters;
options("layer", "all layers", unique(data.controls.map(c => c.layer)));
options("namespace", "all namespaces",
  unique(data.findings.map(f => f.namespace)).map(n => [n || "(none)", "=" + n]));
options("control", "all controls", unique(data.controls.map(c => c.id)));
let timer = 0;
byId("text").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(update, 120); });
byId("waived").addEventListener("change", update);
document.addEventListener("keydown", e => {
  if (e.key === "/" && !/INPUT|SELECT/.test(document.activeElement.tagName)) { e.preventDefault(); byId("text").focus(); }
  if (e.key === "Escape" && document.activeElement === byId("text")) { byId("text").value = ""; update(); }
});
listOf(data.oddities_heading, data.oddities);
listOf("Not evaluated", data.not_evaluated.map(g => g.what + ": " + g.reason + (g.waived ? " (waived: " + g.waived + ")" : "")));
listOf("Notices", data.notices);
update();
</script>
</body>
</html>
)page";
}

}  // namespace bulwark::outputs
