// SPDX-License-Identifier: Apache-2.0
// Its input is an advisory database whose hashes are put right, so that what it says is believed as
// far as it ever is: every answer stays within the file, and copying it ends. The input as it is
// must be refused or read the same way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "analyzers/vulnerabilities/package_match.h"
#include "knowledge/database.h"
#include "knowledge/digest.h"
#include "tells_why.h"

namespace {

using namespace bulwark;
namespace layout = knowledge::layout;

void put(std::string& bytes, std::size_t at, const layout::Hash& hash) {
  std::memcpy(bytes.data() + at, hash.data(), hash.size());
}

// The frame is made to fit what is there; the places of the sections stay as they are.
std::string mended(std::string bytes) {
  constexpr std::size_t kFrame = layout::kHeaderBytes + layout::kSignatureBytes;
  if (bytes.size() < kFrame + layout::kHashBytes) return bytes;
  layout::Header header{};
  std::memcpy(&header, bytes.data(), sizeof(header));
  header.magic = layout::kMagic;
  header.version = layout::kVersion;
  header.block_bytes = layout::kBlockBytes;
  header.file_bytes = bytes.size();
  header.blocks = 1;
  header.data_offset = kFrame + layout::kHashBytes;
  put(bytes, kFrame, knowledge::sha256(std::string_view(bytes).substr(header.data_offset)));
  header.blocks_hash = knowledge::sha256(
      std::string_view(bytes).substr(kFrame, layout::kHashBytes));
  std::memcpy(bytes.data(), &header, sizeof(header));
  const std::string_view all(bytes);
  put(bytes, layout::kHeaderBytes - layout::kHashBytes,
      knowledge::sha256(all.substr(0, layout::kHeaderBytes - layout::kHashBytes)));
  put(bytes, kFrame - layout::kHashBytes,
      knowledge::sha256(
          all.substr(layout::kHeaderBytes, layout::kSignatureBytes - layout::kHashBytes)));
  return bytes;
}

void read(const std::string& bytes) {
  auto file = knowledge::DatabaseFile::of(bytes);
  if (!file) return;
  const knowledge::Database database(std::move(*file));
  tells_why(database.facts());
  for (const knowledge::EcosystemFacts& one : database.ecosystems()) (void)database.holds(one.name);
  model::Package package;
  package.type = model::PackageType::deb;
  package.name = package.source_name = "openssl";
  package.version = package.source_version = "3.0.11-1";
  static_cast<void>(analyzers::vulnerabilities::match_package(database, "Debian:12", package));
  (void)database.exploitation("CVE-2024-0727");
  knowledge::DatabaseBuilder builder;
  tells_why(database.copy(builder, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = std::size_t{24} << 10;
  if (size > kMostBytes) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read(mended(bytes));
  return 0;
}
