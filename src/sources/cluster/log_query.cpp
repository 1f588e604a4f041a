// SPDX-License-Identifier: Apache-2.0
// The rules of the kubelet's newNodeLogQuery and validate.
#include "sources/cluster/log_query.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "cel/time_text.h"
#include "cel/value.h"
#include "sources/cluster/resource_type.h"

namespace bulwark::sources::cluster {
namespace {

constexpr std::size_t kMostServices = 4;
constexpr std::size_t kLongestName = 256;
constexpr std::size_t kLongestFile = 4096;
constexpr std::size_t kLongestPattern = 4096;
constexpr std::int64_t kMostLines = 100000;

std::unexpected<Error> wrong(std::string text) {
  return fail(ErrorCode::malformed, std::move(text));
}

bool is_file(std::string_view query) {
  return query.find_first_of("/\\") != std::string_view::npos;
}

// Kubelets before 1.34 take neither dots nor colons: they say so themselves.
Result<void> check_service(std::string_view name) {
  const bool clean = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '@' || c == '.' || c == ':';
  });
  if (trim(name).empty()) return wrong("--query is empty: name a service, such as kubelet");
  if (name.size() > kLongestName)
    return wrong(fmt::format("--query: a name has at most {} characters", kLongestName));
  // Where there is no such service, kubelets look for a file of that name in /var/log.
  if (name == "." || name == "..")
    return wrong(fmt::format("--query '{}' is a folder: name a service, or a file", name));
  if (clean) return {};
  return wrong(fmt::format(
      "--query '{}': the name of a service has letters, digits and - _ @ . : alone", name));
}

Result<void> check_file(std::string_view path) {
  std::string slashes(path);
  std::ranges::replace(slashes, '\\', '/');
  if (path.size() > kLongestFile) return wrong("--query: the path is too long");
  if (slashes.ends_with('/'))
    return wrong(fmt::format("--query '{}' is a folder: name a file in it", path));
  for (const std::string& step : split(slashes, '/')) {
    if (step == "..")
      return wrong(fmt::format("--query '{}' leads out of /var/log: no kubelet follows it", path));
  }
  if (slashes.starts_with("/var/log/"))
    return wrong(
        fmt::format("--query '{}': a path is below /var/log already: leave that out", path));
  const bool clean = std::ranges::none_of(
      path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (!clean) return wrong("--query: the path holds a control character");
  return {};
}

Result<void> check_queries(const LogQuery& query) {
  if (query.queries.empty()) return wrong("--query is missing: name a service, such as kubelet");
  const auto files = std::ranges::count_if(query.queries, is_file);
  const auto services = static_cast<std::ptrdiff_t>(query.queries.size()) - files;
  if (files > 0 && services > 0)
    return wrong("--query names a file and a service: ask for one of them at a time");
  if (files > 1) return wrong("--query names several files: ask for one at a time");
  if (services > static_cast<std::ptrdiff_t>(kMostServices))
    return wrong(fmt::format("--query: a kubelet looks for at most {} services", kMostServices));
  const bool limited = !query.since.empty() || !query.until.empty() || query.tail || query.boot ||
                       !query.pattern.empty();
  if (files > 0 && limited)
    return wrong("of a file all is given: leave out --since, --until, --tail, --boot, --pattern");
  for (const std::string& one : query.queries)
    TRY_VOID(is_file(one) ? check_file(one) : check_service(one));
  return {};
}

Result<void> check_pattern(const std::string& pattern) {
  if (pattern.size() > kLongestPattern)
    return wrong(fmt::format("--pattern has at most {} characters", kLongestPattern));
  if (std::ranges::any_of(pattern, [](char c) { return c == '\n' || c == '\0'; }))
    return wrong("--pattern is of one line");
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 compiled(pattern, options);
  if (compiled.ok()) return {};
  return wrong(fmt::format("--pattern '{}': {}", pattern, compiled.error()));
}

std::pair<std::int64_t, std::uint32_t> instant_of(const formats::Value& time) {
  return {cel::seconds_of(time), cel::subsecond_of(time)};
}

/// 1.N.P
struct Version {
  unsigned minor = 0, patch = 0;
};

std::optional<Version> version_of(std::string_view text) {
  constexpr std::string_view kBegin = "v1.";
  if (!text.starts_with(kBegin)) return std::nullopt;
  Version out;
  const char* const end = text.data() + text.size();
  auto read = std::from_chars(text.data() + kBegin.size(), end, out.minor);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != '.') return std::nullopt;
  read = std::from_chars(read.ptr + 1, end, out.patch);
  if (read.ec != std::errc()) return std::nullopt;
  return out;
}

// A leading slash leads a kubelet of 1.34 out of /var/log; without any slash it is a service.
std::string as_kubelets_take_it(std::string_view file) {
  file.remove_prefix(std::min(file.find_first_not_of("/\\"), file.size()));
  return is_file(file) ? std::string(file) : "./" + std::string(file);
}

}  // namespace

Result<void> check_log_query(const LogQuery& query) {
  TRY_VOID(check_queries(query));
  const auto since = cel::parse_timestamp(query.since);
  const auto until = cel::parse_timestamp(query.until);
  if (!query.since.empty() && !since) return wrong("--since is no time of RFC 3339");
  if (!query.until.empty() && !until) return wrong("--until is no time of RFC 3339");
  if (since && until && instant_of(*since) > instant_of(*until))
    return wrong("--since is after --until");
  if (query.tail && (*query.tail < 0 || *query.tail > kMostLines))
    return wrong(fmt::format("--tail: a kubelet gives 0 to {} lines", kMostLines));
  if (query.boot && *query.boot > 0)
    return wrong("--boot is 0 for this boot, -1 for the one before, and so on");
  return check_pattern(query.pattern);
}

std::string log_path(std::string_view node, const LogQuery& query) {
  std::string out = fmt::format("/api/v1/nodes/{}/proxy/logs/", url_encoded(node));
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    out += fmt::format("{}{}={}", separator, name, url_encoded(value));
    separator = '&';
  };
  for (const std::string& one : query.queries)
    add("query", is_file(one) ? as_kubelets_take_it(one) : one);
  if (!query.since.empty()) add("sinceTime", query.since);
  if (!query.until.empty()) add("untilTime", query.until);
  if (query.tail) add("tailLines", std::to_string(*query.tail));
  if (query.boot) add("boot", std::to_string(*query.boot));
  if (!query.pattern.empty()) add("pattern", query.pattern);
  return out;
}

Result<std::string> log_time(std::string_view text, std::string_view now) {
  if (cel::parse_timestamp(text)) return std::string(text);
  constexpr std::int64_t kSecond = 1'000'000'000;
  const auto ago = cel::parse_duration(text);
  const auto moment = cel::parse_timestamp(now);
  if (ago && *ago >= 0 && moment) {
    return cel::timestamp_text(
        cel::make_timestamp(cel::seconds_of(*moment) - *ago / kSecond, 0, 0));
  }
  return wrong(fmt::format(
      "'{}' is neither a time (2026-11-24T10:25:16Z) nor how long ago it was (90m, 1h30m)", text));
}

Result<void> check_for_node(const LogQuery& query, const LogNode& node) {
  if (!node.windows || !query.boot) return {};
  return wrong("--boot: Windows keeps no logs by boot; --since says from when on");
}

bool runs_commands(const LogNode& node) {
  constexpr std::array<Version, 4> kLastBad{{{29, 12}, {30, 8}, {31, 4}, {32, 0}}};
  const auto version = version_of(node.version);
  if (!node.windows || !version || version->minor < 27) return false;
  if (version->minor < kLastBad[0].minor) return true;
  const auto last = std::ranges::find(kLastBad, version->minor, &Version::minor);
  return last != kLastBad.end() && version->patch <= last->patch;
}

std::string how_to_turn_on(const LogNode& node) {
  constexpr unsigned kFirst = 27;
  constexpr unsigned kWithoutGate = 36;
  const auto version = version_of(node.version);
  if (version && version->minor < kFirst)
    return fmt::format("kubelet {} has no log queries: 1.27 is the first that does", node.version);
  std::string out = "set enableSystemLogQuery: true";
  if (!version || version->minor < kWithoutGate) {
    out += version ? " and featureGates: {NodeLogQuery: true}"
                   : ", and before 1.36 featureGates: {NodeLogQuery: true},";
  }
  return out + " in the kubelet's configuration";
}

}  // namespace bulwark::sources::cluster
