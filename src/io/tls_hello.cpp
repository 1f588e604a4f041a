// SPDX-License-Identifier: Apache-2.0
// Records, messages and extensions: lengths in front of contents.
#include "io/tls_hello.h"

#include <array>

namespace bulwark::io {
namespace {

constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kUnrecognizedName = 112;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint16_t kSupportedVersions = 43;
constexpr std::size_t kHeader = 5;         // of a record
constexpr std::size_t kMessageHeader = 4;  // of a message within records
constexpr std::size_t kRandom = 32;
constexpr std::size_t kLargestRecord = 16640;  // 2^14 + 256
constexpr std::size_t kLargestHello = 8192;    // far above what a server has to say

// secp256r1, secp384r1, secp521r1, x25519
constexpr std::array<std::uint16_t, 4> kGroups{23, 24, 25, 29};
// rsa_pss and ecdsa and rsa_pkcs1 with SHA-256, 384, 512, ed25519, and with SHA-1
constexpr std::array<std::uint16_t, 12> kSignatures{0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603,
                                                    0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201};

void put8(std::string& out, std::size_t number) { out.push_back(static_cast<char>(number & 0xFF)); }
void put16(std::string& out, std::size_t number) {
  put8(out, number >> 8);
  put8(out, number);
}

// The length of what follows, in two bytes.
std::string sized16(const std::string& content) {
  std::string out;
  put16(out, content.size());
  return out + content;
}
std::string sized8(const std::string& content) {
  std::string out;
  put8(out, content.size());
  return out + content;
}
template <class Numbers>
std::string list16(const Numbers& numbers) {
  std::string out;
  for (const std::uint16_t number : numbers) put16(out, number);
  return out;
}
std::string extension(std::uint16_t type, const std::string& content) {
  std::string out;
  put16(out, type);
  return out + sized16(content);
}

std::string server_name(std::string_view name) {
  return extension(0, sized16(std::string(1, '\0') + sized16(std::string(name))));
}

// The base point of x25519: as good a public key as any for who wants no secret.
std::string key_share() {
  std::string key(32, '\0');
  key[0] = 9;
  std::string entry;
  put16(entry, 29);
  return extension(51, sized16(entry + sized16(key)));
}

std::string extensions(const HelloOffer& offer) {
  std::string out;
  if (!offer.server_name.empty()) out += server_name(offer.server_name);
  out += extension(10, sized16(list16(kGroups)));
  out += extension(11, sized8(std::string(1, '\0')));
  if (offer.version >= TlsVersion::v1_2) out += extension(13, sized16(list16(kSignatures)));
  if (offer.version != TlsVersion::v1_3) return out;
  out += extension(kSupportedVersions,
                   sized8(list16(std::array{static_cast<std::uint16_t>(TlsVersion::v1_3)})));
  return out + key_share();
}

/// Reads numbers and pieces; once something is missing everything after it is.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  bool good() const { return good_; }
  bool empty() const { return rest_.empty(); }
  std::string_view take(std::size_t count) {
    if (!good_ || count > rest_.size()) {
      good_ = false;
      return {};
    }
    const std::string_view out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  std::size_t number(std::size_t bytes) {
    std::size_t out = 0;
    for (const char c : take(bytes)) out = out << 8 | static_cast<unsigned char>(c);
    return out;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

// TLS 1.3 hides itself behind 1.2: an extension says it.
std::uint16_t real_version(std::uint16_t legacy, std::string_view extensions) {
  Cursor cursor(extensions);
  while (cursor.good() && !cursor.empty()) {
    const std::size_t type = cursor.number(2);
    const std::string_view content = cursor.take(cursor.number(2));
    if (cursor.good() && type == kSupportedVersions && content.size() == 2)
      return static_cast<std::uint16_t>(Cursor(content).number(2));
  }
  return legacy;
}

HelloAnswer read_message(std::string_view message) {
  HelloAnswer out{.kind = HelloAnswer::Kind::other};
  Cursor cursor(message);
  const auto legacy = static_cast<std::uint16_t>(cursor.number(2));
  cursor.take(kRandom);
  cursor.take(cursor.number(1));
  out.suite = static_cast<std::uint16_t>(cursor.number(2));
  cursor.take(1);  // compression
  if (!cursor.good() || legacy >> 8 != 3) return {.kind = HelloAnswer::Kind::other};
  const std::string_view rest = cursor.empty() ? std::string_view() : cursor.take(cursor.number(2));
  if (!cursor.good()) return {.kind = HelloAnswer::Kind::other};
  out.version = real_version(legacy, rest);
  out.kind = HelloAnswer::Kind::hello;
  return out;
}

// The message may be spread over records.
HelloAnswer read_messages(std::string_view bytes) {
  if (bytes.size() < kMessageHeader) return {};
  Cursor cursor(bytes);
  if (cursor.number(1) != kServerHello) return {.kind = HelloAnswer::Kind::other};
  const std::size_t size = cursor.number(3);
  if (size > kLargestHello) return {.kind = HelloAnswer::Kind::other};
  const std::string_view message = cursor.take(size);
  return cursor.good() ? read_message(message) : HelloAnswer();
}

}  // namespace

std::string_view name(TlsVersion version) {
  switch (version) {
    case TlsVersion::v1_0: return "TLS 1.0";
    case TlsVersion::v1_1: return "TLS 1.1";
    case TlsVersion::v1_2: return "TLS 1.2";
    case TlsVersion::v1_3: return "TLS 1.3";
  }
  return {};
}

std::string client_hello(const HelloOffer& offer) {
  const bool newest = offer.version == TlsVersion::v1_3;
  std::string body;
  put16(body, static_cast<std::size_t>(newest ? TlsVersion::v1_2 : offer.version));
  for (std::size_t i = 0; i < kRandom; ++i) put8(body, 0x40 + i);
  body += sized8(newest ? std::string(kRandom, 'b') : std::string());  // a session of before
  body += sized16(list16(offer.suites));
  body += sized8(std::string(1, '\0'));  // no compression
  body += sized16(extensions(offer));
  std::string message;
  put8(message, kClientHello);
  put8(message, 0);
  message += sized16(body);
  std::string record;
  put8(record, kHandshake);
  put16(record, static_cast<std::size_t>(TlsVersion::v1_0));
  return record + sized16(message);
}

HelloAnswer read_hello_answer(std::string_view bytes) {
  constexpr HelloAnswer kOther{.kind = HelloAnswer::Kind::other};
  if (bytes.size() > kMostHelloAnswer) bytes = bytes.substr(0, kMostHelloAnswer);
  std::string messages;
  while (!bytes.empty()) {
    const auto type = static_cast<std::uint8_t>(bytes[0]);
    if (type != kHandshake && type != kAlert) return kOther;
    if (bytes.size() > 1 && bytes[1] != 3) return kOther;
    if (bytes.size() < kHeader) return {};
    const std::size_t size = Cursor(bytes.substr(3)).number(2);
    if (size == 0 || size > kLargestRecord) return kOther;
    const std::string_view content = bytes.substr(kHeader, size);
    if (type == kAlert) {
      if (size != 2 || !messages.empty()) return kOther;
      if (content.size() < 2) return {};
      if (content[0] == 1 && content[1] == kUnrecognizedName) {  // a warning alone
        bytes.remove_prefix(kHeader + size);
        continue;
      }
      return {.kind = HelloAnswer::Kind::alert, .alert = static_cast<std::uint8_t>(content[1])};
    }
    messages += content;
    const HelloAnswer answer = read_messages(messages);
    if (answer.kind != HelloAnswer::Kind::incomplete) return answer;
    bytes.remove_prefix(kHeader + content.size());
  }
  return {};
}

}  // namespace bulwark::io
