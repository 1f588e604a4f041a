// SPDX-License-Identifier: Apache-2.0
// Seeds, tokens and the ways to put them in.
#include "mutate.h"

#include <algorithm>
#include <array>

namespace bulwark::oracle {
namespace {

constexpr std::array kTokens = std::to_array<std::string_view>({
    ":",
    ": ",
    "- ",
    "-",
    "?",
    "? ",
    ",",
    "[",
    "]",
    "{",
    "}",
    "#",
    " #",
    "&a ",
    "*a",
    "&b ",
    "*b",
    "<<: *a\n",
    "<<: [*a, *b]",
    "<<: {x: 1}",
    "'<<': 1",
    "!!str ",
    "!!int ",
    "!!float ",
    "!!bool ",
    "!!null ",
    "!!binary ",
    "!!timestamp ",
    "!!merge ",
    "!foo ",
    "! ",
    "!<tag:yaml.org,2002:int> ",
    "|",
    ">",
    "|-",
    ">+",
    "|2",
    "'",
    "\"",
    "''",
    "\"\"",
    "%",
    "@",
    "`",
    "\t",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\n  ",
    "\n- ",
    "\n...\n",
    "\\",
    "\\n",
    "\\x41",
    "\\u00e4",
    "\\U0001F600",
    "\\/",
    "\\ud800",
    "\xC3\xA4",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "\xEF\xBB\xBF",
    "\xFF",
    "\xC3",
    "\xED\xA0\x80",
    "\x01",
    "\x7F",
    "%YAML 1.1\n---\n",
    "%YAML 1.2\n---\n",
    "%TAG ! tag:x,2000:\n---\n",
    "y",
    "Y",
    "yes",
    "yEs",
    "on",
    "Off",
    "NO",
    "true",
    "tRue",
    "null",
    "~",
    "Null",
    "nUll",
    "0",
    "-0",
    "-0.0",
    "017",
    "0o17",
    "0O17",
    "0x1F",
    "0X1f",
    "0b101",
    "0B1",
    "0b2",
    "0b-1",
    "-0b1",
    "0x",
    "0o",
    "08",
    "1_000",
    "_1",
    "1_",
    "-_1",
    "0_7",
    "+12",
    "-0x1",
    "1e3",
    "1E3",
    "1.0",
    "1.",
    ".5",
    "-.5",
    "+.5",
    ".1_0",
    "._1",
    ".5e1_0",
    ".5e400",
    "1e400",
    "1e-400",
    "12e03",
    "1e+1",
    "1e",
    "0x1p3",
    "1.20.3",
    "12:30:45",
    "190:20:30",
    "100m",
    ".inf",
    "-.Inf",
    "+.INF",
    ".nan",
    ".NaN",
    "-.NaN",
    "inf",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "1e18",
    "1e19",
    "1e20",
    "1e21",
    "1e22",
    "123456789012345678.0",
    "9007199254740993.0",
    "0777777777777777777777777",
    "0x1FFFFFFFFFFFFFFFFF",
    "1e-7",
    "0.000001",
    "3.4e39",
    "1234567.0",
    "1.1",
    "16777217.0",
    "2001-12-14",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "2001-02-30",
    "2001-1-1",
    "aGk=",
    "//8=",
    "aGk",
    "aG k=",
});

}  // namespace

std::vector<std::string> built_in_seeds() {
  return {
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {app: shop, \"x/y\": "
      "'z'}\nspec:\n  containers:\n"
      "  - name: b\n    image: c:1.0\n    args: [\"--x\", -1, 0.5, true, ~]\n    resources:\n      "
      "limits: {cpu: 100m, "
      "memory: 1Gi}\n    securityContext:\n      privileged: true\n      runAsUser: 0\n",
      "base: &a\n  x: 1\n  y: [1, 2, {z: &b {w: 3}}]\none:\n  <<: *a\n  x: 2\ntwo:\n  x: 3\n  <<: "
      "[*a, *b]\nthree: *b\n",
      "text: |\n  one\n    two\n\n  three\nfolded: >-\n  one\n  two\n\n  three\nkept: |+\n  "
      "x\n\nend: \"a\\tb\\\n  c\"\n",
      "- 1\n- 017\n- 0x1F\n- 1_000\n- 1e3\n- -0.0\n- .5\n- yes\n- ~\n- 2001-12-14\n- "
      "18446744073709551615\n- 1e20\n",
      "1: a\n1.5: b\ntrue: c\n017: d\n2001-12-14: e\n1e10: f\n0.00001: g\n~x: h\n'1': i\n",
      "? a\n: b\n? - c\n: d\n\"e\" : f\ng :\n  - h\n  -\n    - i\n  - j: k\n    l: m\n",
      "%YAML 1.1\n---\n!!map {a: !!int \"1\", b: !!str 2, c: !!binary aGk=, d: !!float 3, e: !foo "
      "x}\n",
      "{a: [b, c: d, {e: f}], \"g\":h, i: 'it''s', j: \"\\u00e4\\x41\", k: &a 1, l: *a}",
      "a: 1\nb: 2\na: 3\nc: {d: 1, d: ~, e: ~}\n# comment\nf: # comment\n  g\n",
      "# comment\n\n---\na: plain\n  text: no\n  of several\n  lines\n",
      "a: plain\n  of several\n  lines # comment\nb: 'single\n  quoted\n\n  text'\nc: [1,\n  2]\n",
      "{\"kind\": \"List\", \"items\": [{\"a\": 1.0, \"b\": \"x\\\"y\"}, {\"c\": null, \"d\": "
      "[true, false, 1e3]}]}\n",
      "\"\\ud83d\\ude00\"",
      "just a text",
  };
}

std::string_view Mutator::token() { return kTokens.at(below(kTokens.size())); }

std::string Mutator::next() {
  std::string text = seeds_[below(seeds_.size())];
  const std::size_t changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i) change(text);
  return text;
}

void Mutator::change(std::string& text) {
  const std::size_t at = below(text.size() + 1);
  const std::size_t length = std::min(below(8), text.size() - at);
  switch (below(8)) {
    case 0: text.erase(at, length); break;
    case 1:
    case 2: text.insert(at, token()); break;
    case 3: text.replace(at, length, token()); break;
    case 4: {
      // A whole word becomes a token: mostly still YAML, with another meaning.
      const std::size_t begin = std::min(text.find_first_not_of(" \n:-,[]{}\"'", at), text.size());
      const std::size_t end = std::min(text.find_first_of(" \n:,[]{}\"'", begin), text.size());
      text.replace(begin, end - begin, token());
      break;
    }
    case 5: move_line(text); break;
    case 6: text.insert(at, text.substr(below(text.size() + 1), below(30))); break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(7)));
  }
}

// Copies a line, or indents it otherwise.
void Mutator::move_line(std::string& text) {
  const std::size_t newline = text.find('\n', below(text.size() + 1));
  if (newline == std::string::npos) return;
  const std::size_t begin = newline + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  switch (below(3)) {
    case 0: text.insert(begin, text.substr(begin, end - begin) + "\n"); break;
    case 1: text.insert(begin, 1 + below(3), ' '); break;
    default: text.erase(begin, std::min(text.find_first_not_of(' ', begin), text.size()) - begin);
  }
}

}  // namespace bulwark::oracle
