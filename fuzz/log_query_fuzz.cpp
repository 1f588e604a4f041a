// SPDX-License-Identifier: Apache-2.0
// Reads the lines of its input as a log query: queries, "since", "until" and the pattern. What is
// taken becomes a path without anything that would end it, leave /var/log or begin another query.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "sources/cluster/log_query.h"

namespace {

namespace cluster = bulwark::sources::cluster;

void require(bool holds) {
  if (!holds) std::abort();
}

// Whether a part between slashes of either kind is "..".
bool climbs(std::string query) {
  for (const std::string slash : {"%2F", "%5C"}) {
    for (std::size_t at = query.find(slash); at != std::string::npos; at = query.find(slash))
      query.replace(at, slash.size(), "/");
  }
  const auto steps = bulwark::split(query.substr(0, query.find('&')), '/');
  return std::find(steps.begin(), steps.end(), "..") != steps.end();
}

void check_path(const cluster::LogQuery& query) {
  const std::string path = cluster::log_path("n1", query);
  const std::string begin = "/api/v1/nodes/n1/proxy/logs/?query=";
  require(path.starts_with(begin));
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    require(byte > 0x20 && byte < 0x7F && c != '#' && c != '\\' && c != '"');
  }
  require(!path.contains("%00") && !climbs(path.substr(begin.size())));
  require(path.find('?') == path.rfind('?'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 4096;
  if (size > kMostBytes) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto lines = bulwark::split(text, '\n');
  cluster::LogQuery query;
  std::string* const limits[] = {&query.since, &query.until, &query.pattern};
  std::size_t limit = 0;
  for (const std::string& line : lines) {
    if (line.starts_with('=') && limit < std::size(limits)) {
      *limits[limit++] = line.substr(1);
    } else {
      query.queries.push_back(line);
    }
  }
  if (cluster::check_log_query(query)) check_path(query);
  for (const std::string* time : {&query.since, &query.until}) {
    const auto moment = cluster::log_time(*time, "2026-11-24T10:25:16Z");
    if (!moment) continue;
    require(cluster::check_log_query({.queries = {"a"}, .since = *moment}).has_value());
  }
  (void)cluster::runs_commands({query.pattern, true});
  require(!cluster::how_to_turn_on({query.pattern, false}).empty());
  return 0;
}
