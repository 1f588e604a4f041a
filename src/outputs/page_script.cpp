// SPDX-License-Identifier: Apache-2.0
// No text of the data is ever taken for HTML.
#include "outputs/page_script.h"

#include "outputs/text.h"

namespace bulwark::outputs {

namespace {

constexpr std::string_view kHelpers = R"page(</script>
<script>
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);
const plain = text => String(text).replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g,
  c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
const make = (tag, name, text) => {
  const out = document.createElement(tag);
  if (name) out.className = name;
  if (text !== undefined) out.textContent = plain(text);
  return out;
};
const draw = (tag, attributes, text) => {
  const out = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value);
  if (text !== undefined) out.textContent = [].concat(text).map(plain).join("\n");
  return out;
};
const count = (n, one, many) => n.toLocaleString("en") + " " + (n === 1 ? one : many);
const clip = (text, most) => text.length > most ? text.slice(0, most - 1) + "…" : text;
)page";

}  // namespace

std::string page_of(std::string_view before, std::string_view json, std::string_view script) {
  return std::string(before) + json_for_script(json) + std::string(kHelpers) + std::string(script);
}

}  // namespace bulwark::outputs
