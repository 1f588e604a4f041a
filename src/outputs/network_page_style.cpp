// SPDX-License-Identifier: Apache-2.0
// Colours come in pairs with a shape or a place, so that nothing is told by colour alone.
#include "outputs/network_page_parts.h"

namespace bulwark::outputs {

std::string_view network_page_style() {
  return R"page(:root {
  --page: #f4f6f9; --card: #fff; --sunk: #eef1f5; --text: #17202c; --soft: #566174; --line: #dbe1e9; --accent: #2457c5;
  --in: #1769d2; --out: #c2570c; --good: #1a7f4b; --bad: #b3123c; --warn: #8a5a00; --warnbg: #fff6e0;
  --shadow: 0 1px 2px rgb(15 25 40 / 6%), 0 2px 8px rgb(15 25 40 / 5%);
}
@media (prefers-color-scheme: dark) { :root {
  --page: #0e131a; --card: #171e28; --sunk: #1f2834; --text: #e6ebf2; --soft: #98a5b7; --line: #2a3442; --accent: #8ab0ff;
  --in: #6fb0ff; --out: #ffa05c; --good: #63cf95; --bad: #ff7d9b; --warn: #f0c768; --warnbg: #2a2413; --shadow: none;
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 6px 12px; z-index: 9; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: left; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
h1 { font-size: 19px; margin: 0; letter-spacing: -.01em; } h2 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 12px; margin: 18px 0 6px; text-transform: uppercase; letter-spacing: .05em; color: var(--soft); }
p { margin: 0; } ul { list-style: none; margin: 0; padding: 0; } .soft { color: var(--soft); }
.top { display: flex; flex-wrap: wrap; gap: 12px 28px; align-items: center; justify-content: space-between; padding: 16px 20px 12px; }
.brand { display: flex; gap: 12px; align-items: center; } .brand p { color: var(--soft); }
.brand svg { width: 34px; height: 34px; flex: none; fill: var(--accent); } .brand .mark { fill: none; stroke: var(--card); stroke-width: 1.8; }
#tiles { display: flex; flex-wrap: wrap; gap: 8px; }
#tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 5px 12px; box-shadow: var(--shadow); min-width: 92px; }
#tiles b { display: block; font-size: 18px; line-height: 1.25; font-variant-numeric: tabular-nums; } #tiles span { color: var(--soft); font-size: 12px; }
#tiles .bad b { color: var(--bad); } #tiles .good b { color: var(--good); }
#doubts, .note { margin: 0 20px 12px; padding: 8px 14px; border: 1px solid var(--warn); border-left-width: 4px; border-radius: 8px; background: var(--warnbg); overflow-wrap: anywhere; }
#doubts b { color: var(--warn); } #doubts li { margin-top: 2px; }
.bar { position: sticky; top: 0; z-index: 4; display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; padding: 8px 20px; background: var(--page); border-block: 1px solid var(--line); }
.bar label { color: var(--soft); } .bar input { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 5px 10px; }
#find { width: 240px; } .switch { display: flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--card); }
.switch button { padding: 5px 14px; } .switch [aria-pressed=true] { background: var(--accent); color: var(--card); }
#clear, .more { border: 1px solid var(--line); background: var(--card); border-radius: 8px; padding: 4px 10px; } #say { color: var(--soft); }
kbd { font: 11px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; color: var(--soft); }
main { display: grid; grid-template-columns: minmax(0, 1fr) 370px; gap: 20px; padding: 16px 20px; align-items: start; }
#stage { position: relative; display: grid; grid-template-columns: 196px minmax(0, 1fr); gap: 44px; }
#wires { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; overflow: visible; z-index: 0; }
#wires.over { z-index: 3; }
#outside, #cards { position: relative; z-index: 1; } #outside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; align-content: start; } #outside .chip { font-size: 12px; } #outside .name { white-space: normal; overflow-wrap: anywhere; }
#cards { display: flex; gap: 22px 26px; align-items: flex-start; } .column { flex: 1 1 0; min-width: 0; display: grid; gap: 22px; align-content: start; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.card > header { display: flex; gap: 8px; align-items: baseline; justify-content: space-between; padding: 8px 12px 4px; }
.card > header button { font-weight: 600; overflow-wrap: anywhere; } .card > header span { color: var(--soft); font-size: 12px; white-space: nowrap; }
.card.chosen { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.beyond { border-style: dashed; } .chips { display: flex; flex-wrap: wrap; gap: 5px; padding: 4px 10px 11px; }
.chip { max-width: 100%; display: inline-flex; gap: 5px; align-items: center; background: var(--sunk); border: 1px solid transparent; border-radius: 7px; padding: 2px 4px; border-inline-width: 3px; font-size: 13px; }
.chip .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .chip:hover { border-block-color: var(--accent); }
.chip.in { border-left-color: var(--in); background: color-mix(in srgb, var(--in) 13%, var(--card)); }
.chip.out { border-right-color: var(--out); background: color-mix(in srgb, var(--out) 13%, var(--card)); }
.chip.in.out { background: linear-gradient(90deg, color-mix(in srgb, var(--in) 16%, var(--card)), color-mix(in srgb, var(--out) 16%, var(--card))); }
.chip.chosen { background: var(--accent); color: var(--card); border-color: var(--accent); } .dim { opacity: .34; } .dim:hover, .dim:focus-visible { opacity: 1; }
.chip .step { font-size: 11px; font-weight: 700; color: var(--out); } .chip.chosen .step { color: inherit; }
.lock { display: inline-grid; grid-auto-flow: column; gap: 2px; flex: none; } .lock i { width: 7px; height: 9px; border: 1.5px solid var(--bad); border-radius: 2px; }
.lock i.shut { background: var(--good); border-color: var(--good); } .chip.chosen .lock i { border-color: var(--card); } .chip.chosen .lock i.shut { background: var(--card); }
.globe { width: 13px; height: 13px; flex: none; fill: none; stroke: var(--bad); stroke-width: 1.6; } .chip.chosen .globe { stroke: var(--card); } .plainglobe { stroke: var(--soft); }
.wire { fill: none; stroke: var(--soft); opacity: .28; } .wire.in { stroke: var(--in); opacity: .6; stroke-dasharray: 7 3; } .wire.out { stroke: var(--out); opacity: .65; }
.head-in { fill: var(--in); } .head-out { fill: var(--out); }
#panel { position: sticky; top: 62px; max-height: calc(100vh - 78px); overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px 18px; box-shadow: var(--shadow); }
#panel .badges { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0 0; } .badge { border: 1px solid var(--line); border-radius: 999px; padding: 1px 10px; font-size: 12.5px; }
.badge.good { color: var(--good); border-color: var(--good); } .badge.bad { color: var(--bad); border-color: var(--bad); }
#panel details { border: 1px solid var(--line); border-radius: 8px; margin-top: 6px; } summary { cursor: pointer; padding: 4px 10px; overflow-wrap: anywhere; } summary b { font-variant-numeric: tabular-nums; }
#panel details ul { padding: 0 10px 8px 24px; } #panel li { overflow-wrap: anywhere; padding: 1px 0; } #panel li button { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px; overflow-wrap: anywhere; }
#panel li button:hover { text-decoration-color: currentColor; } .rows li { display: flex; justify-content: space-between; gap: 10px; } .rows li > span { color: var(--soft); white-space: nowrap; }
.side-in { border-left: 4px solid var(--in) !important; } .side-out { border-right: 4px solid var(--out) !important; }
.radius { display: flex; gap: 8px; margin-top: 10px; } .radius div { flex: 1; background: var(--sunk); border-radius: 8px; padding: 6px 10px; } .radius b { display: block; font-size: 18px; }
.radius span { font-size: 12px; color: var(--soft); } .more, .hint { margin-top: 10px; } .more[aria-pressed=true] { border-color: var(--out); color: var(--out); }
#matrix { overflow: auto; max-height: calc(100vh - 78px); background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 0 14px 14px 0; }
table { border-collapse: separate; border-spacing: 2px; } th { font-weight: 500; padding: 0; } td { padding: 0; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--card); vertical-align: bottom; } tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); }
thead th:first-child { left: 0; z-index: 3; } .corner { font-size: 12px; color: var(--soft); padding: 0 10px 4px 14px; text-align: right; min-width: 150px; }
thead .label { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 150px; padding: 4px 3px 6px; } .label { display: flex; gap: 4px; align-items: center; white-space: nowrap; }
.label > button:last-child { overflow: hidden; text-overflow: ellipsis; } tbody .label { padding: 0 8px 0 10px; max-width: 240px; justify-content: flex-end; }
tbody .sub { font-size: 12.5px; color: var(--soft); } .fold { color: var(--soft); width: 18px; flex: none; text-align: center; } .label .chosen { color: var(--accent); font-weight: 700; }
.cell { display: grid; place-items: center; width: 30px; height: 26px; border-radius: 5px; font-size: 11px; font-variant-numeric: tabular-nums; background: var(--sunk); }
.small .cell { width: 20px; height: 18px; font-size: 0; border-radius: 3px; } .cell.own { background: none; }
button.cell { background: color-mix(in srgb, var(--accent) var(--part), var(--sunk)); } button.cell.strong { color: var(--card); } button.cell:hover { outline: 2px solid var(--accent); }
button.cell[aria-pressed=true] { outline: 2px solid var(--out); }
#legend { display: flex; flex-wrap: wrap; gap: 6px 22px; padding: 0 20px 20px; color: var(--soft); font-size: 12.5px; align-items: center; } #legend span { display: inline-flex; gap: 6px; align-items: center; }
.small .chip { font-size: 12px; padding-block: 0; } .many .card { content-visibility: auto; contain-intrinsic-size: auto 200px; }
@media (max-width: 1080px) {
  main { grid-template-columns: minmax(0, 1fr); } #panel { position: static; max-height: none; } #stage { grid-template-columns: minmax(0, 1fr); gap: 22px; }
  #outside { grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); } #matrix { max-height: none; }
  #panel.picked { position: sticky; top: auto; bottom: 0; max-height: 42vh; z-index: 4; border-color: var(--accent); }
}
@media (max-width: 640px) { .top, .bar, main { padding-inline: 12px; } #find { width: 170px; } }
@media print {
  :root { --page: #fff; --card: #fff; --sunk: #f0f2f5; --text: #000; --soft: #444; --line: #bbb; --accent: #2457c5; --in: #1769d2; --out: #c2570c; --good: #1a7f4b; --bad: #b3123c; --shadow: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .bar, .skip, .more, #wires { display: none; }
  main { display: block; } #matrix, #panel { max-height: none; overflow: visible; position: static !important; } #panel { margin-top: 16px; } .card { break-inside: avoid; }
  .dim { opacity: .6; } thead th, tbody th { position: static; }
}
@media (prefers-reduced-motion: no-preference) { .chip, .cell { transition: opacity .12s, background .12s; } }
)page";
}

}  // namespace bulwark::outputs
