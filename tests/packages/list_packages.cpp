// SPDX-License-Identifier: Apache-2.0
// list_packages ROOT [cyclonedx|spdx]: what the extractors find under a folder, one package a line
// (tab-separated: type, name with its name space, version, architecture, source, version of the
// source, module, "dev" or "", path), sorted, or as a bill of materials; what could not be read
// goes to standard error. list_packages FILE: the same of a bill of materials. For comparisons with
// the tools that own the lists.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "extractors/lang/binary_scanner.h"
#include "extractors/lang/package_files.h"
#include "extractors/lang/sbom.h"
#include "extractors/os/package_files.h"
#include "io/sink.h"
#include "model/package_url.h"
#include "outputs/cyclonedx.h"
#include "outputs/spdx.h"

namespace {

namespace fs = std::filesystem;
namespace model = bulwark::model;
namespace os = bulwark::extractors::os;
namespace lang = bulwark::extractors::lang;

void add(bulwark::Result<model::PackageList> found, const std::string& path,
         model::PackageList& all) {
  if (!found) {
    all.problems.push_back(model::unread(path, std::move(found).error()));
    return;
  }
  std::ranges::move(found->packages, std::back_inserter(all.packages));
  std::ranges::move(found->problems, std::back_inserter(all.problems));
  if (found->distribution) all.distribution = found->distribution;
}

void scan_program(const fs::path& file, const std::string& path, model::PackageList& all) {
  constexpr std::size_t kBlock = 128 << 10;
  std::ifstream in(file, std::ios::binary);
  std::string block(kBlock, '\0');
  in.read(block.data(), static_cast<std::streamsize>(block.size()));
  block.resize(static_cast<std::size_t>(in.gcount()));
  if (!lang::is_program(block)) return;
  lang::BinaryScanner scanner(path);
  while (!block.empty()) {
    scanner.feed(block);
    block.resize(kBlock);
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(in.gcount()));
  }
  add(scanner.finish(), path, all);
}

void read_file(const fs::path& file, const std::string& path, model::PackageList& all) {
  const model::PackageReader* reader = os::reader_of(path);
  if (reader == nullptr) reader = lang::reader_of(path);
  if (reader == nullptr) return scan_program(file, path, all);
  if (fs::file_size(file) > reader->most_bytes) {
    all.problems.push_back(model::too_large(path, *reader));
    return;
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  add(reader->read(path, bytes), path, all);
}

void print(const model::Package& one) {
  const std::string name = one.name_space.empty() ? one.name : one.name_space + "/" + one.name;
  std::printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
              std::string(model::package_url_type(one.type)).c_str(), name.c_str(),
              one.version.c_str(), one.architecture.c_str(), one.source_name.c_str(),
              one.source_version.c_str(), one.module.c_str(), one.development ? "dev" : "",
              one.path.c_str());
}

void print_all(model::PackageList& all) {
  std::ranges::sort(all.packages);
  for (const model::Package& one : all.packages) print(one);
}

// A bill of materials, without layers: a folder has none.
void write(const std::string& format, const model::PackageList& all) {
  model::Sbom sbom;
  sbom.subject.name = "a root";
  if (all.distribution) sbom.subject.distribution = *all.distribution;
  for (const model::Package& one : all.packages) sbom.packages.push_back({one, {}});
  for (const model::Problem& one : all.problems) sbom.gaps.push_back(one.what + ": " + one.reason);
  bulwark::io::StringSink sink;
  (format == "spdx" ? bulwark::outputs::write_spdx : bulwark::outputs::write_cyclonedx)(sbom, "0",
                                                                                        sink);
  if (sink.finish()) std::fputs(sink.text().c_str(), stdout);
}

int read_bill(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  const auto bill = lang::read_sbom(file.string(), bytes);
  if (!bill) return std::fprintf(stderr, "%s\n", bill.error().text().c_str()), 2;
  model::PackageList all;
  for (const model::SbomPackage& one : bill->sbom.packages) all.packages.push_back(one.package);
  print_all(all);
  for (const model::Problem& one : bill->problems)
    std::fprintf(stderr, "%s: %s\n", one.what.c_str(), one.reason.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) return std::fputs("usage: list_packages ROOT [FORMAT]\n", stderr), 2;
  const fs::path root = argv[1];
  if (fs::is_regular_file(root)) return read_bill(root);
  model::PackageList all;
  std::error_code error;
  for (fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied,
                                           error);
       at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (error) break;
    if (!at->is_symlink() && at->is_regular_file())
      read_file(at->path(), at->path().lexically_relative(root).string(), all);
  }
  if (argc == 3) {
    write(argv[2], all);
  } else {
    print_all(all);
  }
  for (const model::Problem& one : all.problems)
    std::fprintf(stderr, "%s: %s\n", one.what.c_str(), one.reason.c_str());
  return error ? 2 : 0;
}
