// SPDX-License-Identifier: Apache-2.0
// Reads its input as a PEM text, and as the bytes of a certificate and of keys: whatever is read is
// whole, and whatever is missing of it has a reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/certificate.h"
#include "formats/pem.h"
#include "formats/utf8.h"

namespace {

using bulwark::formats::Certificate;
using bulwark::formats::CertificateReader;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const bulwark::formats::PublicKey& key) {
  require(key.sha256.size() == 64);
  require(!key.bits || *key.bits >= 0);
  require(!key.type.empty());
}

void check(const Certificate& one) {
  check(one.key);
  require(one.sha256.size() == 64);
  const bool whole = one.not_before && one.not_after && one.key.bits && one.signature_digest &&
                     one.dns_names && one.ip_addresses && one.is_authority && one.key_usages &&
                     one.extended_usages;
  require(whole == one.doubts.empty());
  for (const auto& time : {one.not_before, one.not_after})
    require(!time || (time->size() >= 20 && time->ends_with('Z')));
  for (const auto& text : {one.common_name, one.subject, one.issuer})
    require(bulwark::formats::replace_invalid_utf8(text) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 65536;
  if (size > kMostBytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const CertificateReader reader;  // its first use is slow
  if (const auto read = reader.certificate(text)) check(*read);
  if (const auto read = reader.private_key(text)) check(read->key.value());
  if (const auto read = reader.public_key(text)) check(read->key.value());
  const auto contents = reader.read(text);
  if (!contents) {
    require(!contents.error().message.empty());
    return 0;
  }
  for (const Certificate& one : contents->certificates) check(one);
  for (const auto& one : contents->keys) require(one.key || one.is_private);
  const auto blocks = bulwark::formats::read_pem(text, CertificateReader::kMostBlocks);
  require(blocks &&
          contents->certificates.size() + contents->keys.size() + contents->troubles.size() <=
              blocks->size());
  return 0;
}
