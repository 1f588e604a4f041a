// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "knowledge/documents.h"
#include "knowledge/feed.h"
#include "knowledge/feed_readers.h"

namespace bulwark::knowledge {
namespace {

bool json(std::string_view file) { return file.ends_with(".json"); }
bool json_or_yaml(std::string_view file) {
  return json(file) || file.ends_with(".yaml") || file.ends_with(".yml");
}
bool csv(std::string_view file) { return file.ends_with(".csv") || file.ends_with(".csv.gz"); }

constexpr std::array kFeeds{
    Feed{"alpine", "Alpine's secdb: main.json and community.json of its releases", json_or_yaml,
         read_secdb},
    Feed{"chainguard", "Chainguard's security.json", json_or_yaml, read_secdb},
    Feed{"debian", "Debian's security tracker as JSON", json, read_debian},
    Feed{"epss", "FIRST's exploit prediction scores as CSV", csv, read_epss},
    Feed{"ghsa", "GitHub's advisories, in OSV's form", json, read_osv},
    Feed{"kev", "CISA's known exploited vulnerabilities as JSON", json, read_kev},
    Feed{"osv",
         "OSV records of any ecosystem (also those of Go, AlmaLinux, Rocky Linux, Chainguard)",
         json, read_osv},
    Feed{"redhat", "Red Hat's CSAF advisories and VEX documents", json, read_csaf},
    Feed{"ubuntu", "Ubuntu's advisories, in OSV's form", json, read_osv},
    Feed{"wolfi", "Wolfi's security.json", json_or_yaml, read_secdb},
};

struct Outcome {
  std::size_t read = 0, failed = 0;
  Error last;
};

}  // namespace

std::span<const Feed> feeds() { return kFeeds; }

const Feed* feed_named(std::string_view name) {
  const auto* found = std::ranges::find(kFeeds, name, &Feed::name);
  return found == kFeeds.end() ? nullptr : found;
}

Result<void> read_feed(const Feed& feed, const std::string& path, FeedTaker& taker,
                       const std::stop_token& stop) {
  Outcome outcome;
  const auto fault = [&](std::string_view name, const Error& error) {
    ++outcome.failed;
    outcome.last = error;
    taker.problem(name, error.text());
  };
  DocumentVisitor visitor;
  visitor.stop = stop;
  visitor.wants = feed.wants;
  visitor.problem = fault;
  visitor.visit = [&](std::string_view name, ByteSource& bytes) -> Result<void> {
    const Result<void> done = feed.read(name, bytes, taker);
    if (!done && done.error().code == ErrorCode::cancelled) return done;
    if (!done) fault(name, done.error());
    if (done) ++outcome.read;
    return {};
  };
  TRY_VOID(visit_documents(path, visitor));
  if (outcome.read > 0) return {};
  if (outcome.failed > 0) return std::unexpected(outcome.last);
  return fail(ErrorCode::not_found, "there is no document of this feed in it");
}

std::string one_line(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() > kLongest) {
    std::size_t end = kLongest;
    constexpr unsigned kTop = 0xC0, kFollowing = 0x80;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & kTop) == kFollowing) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

bool is_cve(std::string_view id) {
  constexpr std::string_view kStart = "CVE-";
  return id.starts_with(kStart) && id.size() > kStart.size() &&
         std::ranges::all_of(id.substr(kStart.size()),
                             [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

std::vector<std::string> texts_of(const formats::Value* list) {
  std::vector<std::string> out;
  if (list == nullptr) return out;
  for (const formats::Value& one : list->items()) {
    if (one.is_string()) out.emplace_back(one.as_string());
  }
  return out;
}

}  // namespace bulwark::knowledge
