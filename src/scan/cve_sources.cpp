// SPDX-License-Identifier: Apache-2.0
// Bytes from wherever they are, then one reader for all.
#include "scan/cve_sources.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "io/file.h"
#include "io/file_tree.h"
#include "io/http.h"
#include "io/read_file.h"
#include "knowledge/cve_feed.h"
#include "knowledge/cve_list.h"
#include "policy/embedded.h"

namespace bulwark::scan {
namespace {

using knowledge::CveSet;

bool is_address(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

Result<std::string> read_input(const std::stop_token& stop) {
  io::File input = io::File::borrow(STDIN_FILENO);
  std::string out;
  std::string block(std::size_t{1} << 16, '\0');
  while (true) {
    const std::size_t size = TRY(input.read(block, stop));
    out.append(block, 0, size);
    if (out.size() > knowledge::kCveLimits.bytes)
      return fail(ErrorCode::limit, "holds more than a feed does", "standard input");
    if (size < block.size()) return out;
  }
}

// Where a redirect leads: only whole addresses and paths of the same server.
Result<std::string> redirected(const std::string& from, const std::string& location) {
  std::string to = location;
  const std::size_t host = from.find("://") + 3;
  if (location.starts_with("/") && !location.starts_with("//"))
    to = from.substr(0, from.find('/', host)) + location;
  const bool safe = to.starts_with("https://") ||
                    (to.starts_with("http://") && from.starts_with("http://"));
  if (!safe)
    return fail(ErrorCode::denied, fmt::format("redirects to '{}', which is not followed", to),
                from);
  return to;
}

Result<std::string> download(std::string url, const std::stop_token& stop) {
  constexpr int kMostRedirects = 5;
  io::HttpOptions options;
  options.most_body = knowledge::kCveLimits.bytes;
  options.total_timeout = std::chrono::minutes(2);
  options.user_agent = "bulwark";
  options.stop = stop;
  io::HttpConnection connection = TRY(io::HttpConnection::open(options));
  for (int i = 0; i <= kMostRedirects; ++i) {
    io::HttpRequest request;
    request.url = url;
    request.headers = {"Accept: application/feed+json, application/json"};
    io::HttpResponse response = TRY(connection.send(request));
    if (response.status == 200) return std::move(response.body);
    if (response.status < 300 || response.status > 399 || response.location.empty())
      return fail(response.status == 404 ? ErrorCode::not_found : ErrorCode::unavailable,
                  fmt::format("the server answers {}", response.status), url);
    url = TRY(redirected(url, response.location));
  }
  return fail(ErrorCode::unavailable, "redirects in a circle", url);
}

Result<CveSet> read_file(const std::string& path) {
  auto text = io::read_file(path, knowledge::kCveLimits.bytes);
  if (!text) {
    Error error = std::move(text).error();
    error.where = path;
    return std::unexpected(std::move(error));
  }
  return knowledge::read_cves(*text, path);
}

void join(CveSet&& more, CveSet& out) {
  out.name += (out.name.empty() ? "" : ", ") + more.name;
  out.as_of = std::max(out.as_of, more.as_of);
  std::ranges::move(more.cves, std::back_inserter(out.cves));
  std::ranges::move(more.problems, std::back_inserter(out.problems));
}

Result<CveSet> read_folder(const std::string& folder, const std::stop_token& stop) {
  io::TreeOptions options;
  options.wants_file = [](std::string_view name) { return name.ends_with(".json"); };
  options.wants_folder = [](std::string_view name) { return !name.starts_with('.'); };
  options.most_files = 500'000;
  options.stop = stop;
  const io::Tree tree = TRY(io::walk(folder, options));
  CveSet out;
  for (const io::TreeGap& gap : tree.gaps) out.problems.push_back({gap.path, gap.error.text()});
  for (const io::TreeFile& file : tree.files) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "interrupted");
    auto set = read_file(file.path);
    if (set) {
      join(*std::move(set), out);
    } else {
      out.problems.push_back({file.path, set.error().message});
    }
  }
  out.name = folder;
  if (out.cves.empty() && out.problems.empty())
    return fail(ErrorCode::not_found, "holds no *.json file", folder);
  return out;
}

Result<CveSet> load_one(const std::string& source, const std::stop_token& stop) {
  if (source == "-") {
    const std::string text = TRY(read_input(stop));
    return knowledge::read_cves(text, "standard input");
  }
  if (is_address(source)) {
    const std::string text = TRY(download(source, stop));
    return knowledge::read_cves(text, source);
  }
  const auto facts = io::look_at(source);
  if (facts && facts->kind == io::PathKind::folder) return read_folder(source, stop);
  return read_file(source);
}

}  // namespace

CveSet shipped_cves() {
  CveSet out;
  out.name = "the set that bulwark ships";
  for (const policy::EmbeddedFile& file : policy::embedded_knowledge()) {
    if (!file.path.starts_with("cves/")) continue;
    const auto read = knowledge::read_cve_list(file.text, out);
    CHECK(read.has_value(), "knowledge/cves/ holds lists of vulnerabilities");
  }
  sort_cves(out);
  return out;
}

Result<CveSet> load_cves(const std::vector<std::string>& sources, const std::stop_token& stop) {
  CveSet out;
  for (const std::string& source : sources) {
    CveSet set = TRY(load_one(source, stop));
    join(std::move(set), out);
  }
  sort_cves(out);
  return out;
}

}  // namespace bulwark::scan
