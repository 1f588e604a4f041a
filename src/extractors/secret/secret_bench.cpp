// SPDX-License-Identifier: Apache-2.0
// Measures the search for secrets over files in memory, and beside it a plain pass over the same
// bytes: secret_bench FOLDER... (default: /usr/include).
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "extractors/secret/scanner.h"

namespace bulwark::extractors::secret {
namespace {

// Of the processor, so that other programs on the machine count less. Everything is one thread.
template <class Work>
double processor_seconds(const Work& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

struct File {
  std::string path, text;
};

std::vector<File> read_all(const std::string& folder) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
  std::vector<File> files;
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
    if (!entry.is_regular_file(ignored) || entry.is_symlink(ignored) || bytes > kMost) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.push_back({entry.path().string(), std::string(std::istreambuf_iterator<char>(in), {})});
    bytes += files.back().text.size();
  }
  return files;
}

std::size_t lines_of(const std::vector<File>& files) {
  std::size_t count = 0;
  for (const File& file : files) {
    for (std::size_t at = 0; (at = file.text.find('\n', at)) != std::string::npos; ++at) ++count;
  }
  return count;
}

struct Found {
  std::map<std::string_view, std::size_t> by_rule;
  std::vector<std::string> places;
  std::uint64_t text = 0, binary = 0, cut = 0;
};

Found scan_all(const SecretDetector& detector, const std::vector<File>& files) {
  auto scanner = SecretScanner::create(detector);
  if (!scanner) std::abort();
  Found found;
  for (const File& file : files) {
    scanner->begin(file.path);
    scanner->feed(file.text);
    const FileSecrets secrets = scanner->finish();
    (secrets.binary ? found.binary : found.text) += secrets.bytes;
    if (secrets.ended_at != 0) ++found.cut;
    for (const SecretMatch& match : secrets.matches) {
      ++found.by_rule[match.rule->id];
      found.places.push_back(fmt::format("{}:{}:{} {} {}", file.path, match.line, match.column,
                                         match.rule->id, match.masked));
    }
  }
  return found;
}

void run(const SecretDetector& detector, const std::string& folder, bool lists) {
  const std::vector<File> files = read_all(folder);
  double plain = 1e9, search = 1e9;
  std::size_t lines = 0;
  Found found;
  for (int round = 0; round < 3; ++round) {
    plain = std::min(plain, processor_seconds([&] { lines = lines_of(files); }));
    search = std::min(search, processor_seconds([&] { found = scan_all(detector, files); }));
  }
  const double megabytes = static_cast<double>(found.text + found.binary) / 1e6;
  fmt::print("{}: {} files, {:.0f} MB ({:.0f} MB binary), {} lines\n", folder, files.size(),
             megabytes, static_cast<double>(found.binary) / 1e6, lines);
  fmt::print("  memchr for line ends {:.0f} MB/s, secrets {:.0f} MB/s: {:.1f} times as long\n",
             megabytes / plain, megabytes / search, search / plain);
  fmt::print("  {} matches, {} files cut short\n", found.places.size(), found.cut);
  for (const auto& [rule, count] : found.by_rule) fmt::print("  {:>6} {}\n", count, rule);
  if (!lists) return;
  for (const std::string& place : found.places) fmt::print("{}\n", place);
}

}  // namespace
}  // namespace bulwark::extractors::secret

int main(int count, char** words) {
  using namespace bulwark;
  using extractors::secret::SecretDetector;
  std::unique_ptr<const SecretDetector> detector;
  const double seconds = extractors::secret::processor_seconds([&] {
    auto made = SecretDetector::compile();
    if (!made) {
      fmt::print(stderr, "{}\n", made.error().text());
      std::exit(1);
    }
    detector = *std::move(made);
  });
  fmt::print("{} rules compile in {:.0f} ms\n", detector->rules().size(), seconds * 1e3);
  std::vector<std::string> folders(words + 1, words + count);
  const bool lists = std::erase(folders, "--list") > 0;
  if (folders.empty()) folders.emplace_back("/usr/include");
  for (const std::string& folder : folders) extractors::secret::run(*detector, folder, lists);
}
