// SPDX-License-Identifier: Apache-2.0
// The readers of the feeds, for feeds.cpp and tests; and what several of them need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/value.h"
#include "knowledge/feed.h"
#include "knowledge/ids.h"

namespace bulwark::knowledge {

/// OSV 1.7 (https://ossf.github.io/osv-schema): one record, or a list of them.
Result<void> read_osv(std::string_view name, ByteSource& bytes, FeedTaker& taker);
/// https://security-tracker.debian.org/tracker/data/json
Result<void> read_debian(std::string_view name, ByteSource& bytes, FeedTaker& taker);
/// Alpine's secdb, and what Wolfi and Chainguard publish in its form; JSON or YAML.
Result<void> read_secdb(std::string_view name, ByteSource& bytes, FeedTaker& taker);
/// Red Hat's CSAF 2.0: advisories and VEX documents.
Result<void> read_csaf(std::string_view name, ByteSource& bytes, FeedTaker& taker);
/// CISA's Known Exploited Vulnerabilities.
Result<void> read_kev(std::string_view name, ByteSource& bytes, FeedTaker& taker);
/// FIRST's EPSS scores, CSV.
Result<void> read_epss(std::string_view name, ByteSource& bytes, FeedTaker& taker);

/// One OSV record that was read already.
void take_osv(const formats::Value& record, std::string_view name, FeedTaker& taker);

inline constexpr std::size_t kMostOfRecord = std::size_t{64} << 20;
inline constexpr std::size_t kMostOfDocument = std::size_t{256} << 20;

/// The first line, of at most 200 bytes, cut between characters.
std::string one_line(std::string_view text);

/// The texts of a list; what is no text in it is passed over.
std::vector<std::string> texts_of(const formats::Value* list);

}  // namespace bulwark::knowledge
