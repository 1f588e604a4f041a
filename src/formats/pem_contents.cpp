// SPDX-License-Identifier: Apache-2.0
// The blocks that Kubernetes reads certificates and keys from, by their labels.
#include <fmt/core.h>

#include <utility>

#include "formats/certificate.h"
#include "formats/pem.h"

namespace bulwark::formats {
namespace {

bool is_private(std::string_view label) { return label.ends_with("PRIVATE KEY"); }

Result<KeyFacts> key_of(const PemBlock& block, const CertificateReader& reader) {
  if (!is_private(block.label)) return reader.public_key(block.bytes);
  if (block.encrypted || block.label == "ENCRYPTED PRIVATE KEY") return KeyFacts{true, {}};
  return reader.private_key(block.bytes);
}

// Others, as "EC PARAMETERS" before a key, are nothing to anybody.
Result<void> take(const PemBlock& block, const CertificateReader& reader, std::size_t index,
                  PemContents& out) {
  if (!block.trouble.empty()) return fail(ErrorCode::malformed, block.trouble);
  if (block.label == "CERTIFICATE") {
    Certificate read = TRY(reader.certificate(block.bytes));
    read.index = index;
    out.certificates.push_back(std::move(read));
  } else if (is_private(block.label) || block.label == "PUBLIC KEY") {
    out.keys.push_back(TRY(key_of(block, reader)));
  }
  return {};
}

// Why a text has no block.
std::string_view reason(std::string_view text) {
  if (text.empty()) return "is empty";
  const bool is_der = text.size() > 1 && text[0] == '\x30' &&
                      static_cast<unsigned char>(text[1]) >= 0x80;
  return is_der ? "is DER, where PEM is read" : "holds no PEM block";
}

}  // namespace

Result<PemContents> CertificateReader::read(std::string_view pem) const {
  auto blocks = TRY(read_pem(pem, kMostBlocks));
  if (blocks.empty()) return fail(ErrorCode::malformed, std::string(reason(pem)));
  PemContents out;
  std::size_t number = 0, certificates = 0;
  for (PemBlock& block : blocks) {
    ++number;
    const Result<void> done = take(block, *this, certificates, out);
    if (block.label == "CERTIFICATE") ++certificates;
    if (!done)
      out.troubles.push_back(
          fmt::format("block {} ({}) {}", number, block.label, done.error().text()));
    wipe(block.bytes);
  }
  return out;
}

}  // namespace bulwark::formats
