// SPDX-License-Identifier: Apache-2.0
// The frame of the page. Its data grows with groups of workloads, not with their pairs.
#include "outputs/network_page.h"

#include "outputs/network_page_parts.h"
#include "outputs/page_script.h"

namespace bulwark::outputs {
namespace {

constexpr std::string_view kHead = R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Bulwark: who can talk to whom</title>
<style>
)page";

constexpr std::string_view kBody = R"page(</style>
</head>
<body>
<a class="skip" href="#panel">To the details</a>
<header class="top">
<div class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2 4 5v6c0 5 3.4 9.4 8 11 4.6-1.6 8-6 8-11V5z"/><path class="mark" d="M8 9.5h8M8 13h8M12 9.5V16"/></svg>
<div><h1>Who can talk to whom</h1><p id="about"></p></div></div>
<ul id="tiles" aria-label="In short"></ul>
</header>
<section id="doubts" aria-label="Not known" hidden></section>
<noscript><p class="note">This page is drawn by a script of its own; allow it, or use the text or JSON format.</p></noscript>
<div class="bar" role="toolbar" aria-label="View">
<div class="switch" role="group" aria-label="View"><button id="asMap" aria-pressed="true">Map</button><button id="asMatrix" aria-pressed="false">Matrix</button></div>
<label>Find <input type="search" id="find" placeholder="workload or namespace  ( / )"></label>
<label>Port <input type="search" id="port" placeholder="443, UDP/53" size="12" aria-describedby="say"></label>
<button id="clear" hidden>Clear choice <kbd>Esc</kbd></button>
<span id="say" role="status" aria-live="polite"></span>
</div>
<main>
<div id="stage"><svg id="wires" aria-hidden="true"></svg><div id="outside"></div><div id="cards"></div></div>
<div id="matrix" hidden></div>
<aside id="panel" aria-label="Details" tabindex="-1"></aside>
</main>
<footer id="legend"></footer>
<script type="application/json" id="data">)page";

constexpr std::string_view kEnd = R"page(</script>
</body>
</html>
)page";

}  // namespace

std::string network_page(std::string_view json) {
  const std::string before = std::string(kHead) + std::string(network_page_style()) +
                             std::string(kBody);
  const std::string script = std::string(network_page_model()) + std::string(network_page_views()) +
                             std::string(network_page_panel()) + std::string(kEnd);
  return page_of(before, json, script);
}

}  // namespace bulwark::outputs
