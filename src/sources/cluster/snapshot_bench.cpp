// SPDX-License-Identifier: Apache-2.0
// Measures a snapshot of the objects of an NDJSON file: how small it is, how long writing and
// reading it take.
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/json_write.h"
#include "model/redact.h"
#include "sources/cluster/snapshot_reader.h"
#include "sources/cluster/snapshot_writer.h"

namespace bulwark::sources::cluster {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return took.count();
}

// Page by page, as a cluster is listed.
std::uint64_t write(std::ifstream& from, const std::string& to) {
  constexpr std::size_t kPage = 500;
  auto sink = io::FileSink::create(to);
  if (!sink) std::abort();
  const auto writer = SnapshotWriter::create(std::move(*sink), {"bench", "", "", "", ""});
  if (!writer) std::abort();
  formats::JsonReader reader;
  std::string line;
  std::uint64_t bytes = 0;
  while (from) {
    formats::Pool pool(1, 42);
    formats::Builder builder(pool);
    model::Redactor redactor(pool);
    std::string lines;
    std::uint64_t objects = 0;
    for (; objects < kPage && std::getline(from, line); ++objects) {
      const std::size_t size = line.size();
      bytes += size + 1;
      line.append(formats::kJsonPadding, ' ');
      const auto document = reader.read(std::string_view(line).substr(0, size), builder, {});
      if (!document) std::abort();
      lines += formats::json_text(redactor.redact(document->root)) + "\n";
    }
    (*writer)->add(lines, objects);
  }
  if (!(*writer)->finish({})) std::abort();
  return bytes;
}

double read(const std::string& path, unsigned workers) {
  const auto start = std::chrono::steady_clock::now();
  model::Inventory inventory;
  SnapshotOptions options;
  options.workers = workers;
  options.document.keep_status = false;
  options.document.keep_server_metadata = false;
  if (!load_snapshot(path, options, inventory)) std::abort();
  return seconds_since(start);
}

}  // namespace
}  // namespace bulwark::sources::cluster

int main(int argc, char** argv) {
  using namespace bulwark::sources::cluster;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE.ndjson\n", argv[0]);
    return 2;
  }
  const std::string path = std::string(argv[1]) + ".snapshot";
  std::ifstream file(argv[1], std::ios::binary);
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t bytes = write(file, path);
  const double wrote = seconds_since(start);
  const std::uint64_t size = std::filesystem::file_size(path);
  fmt::print("json_mb {:.1f}\nsnapshot_mb {:.1f}\nratio {:.1f}\nwrite_seconds {:.2f}\n",
             static_cast<double>(bytes) / 1e6, static_cast<double>(size) / 1e6,
             static_cast<double>(bytes) / static_cast<double>(size), wrote);
  fmt::print("read_seconds_1_worker {:.2f}\nread_seconds_all_workers {:.2f}\n", read(path, 1),
             read(path, std::thread::hardware_concurrency()));
  std::filesystem::remove(path);
  return 0;
}
