// SPDX-License-Identifier: Apache-2.0
// TLS hello: the first message of a client, written by hand so that it can offer what no library
// of today does any more, and what a server says to it (RFC 5246, RFC 8446). Nothing is ever
// encrypted: the connection ends after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bulwark::io {

/// As on the wire.
enum class TlsVersion : std::uint16_t {
  v1_0 = 0x0301,
  v1_1 = 0x0302,
  v1_2 = 0x0303,
  v1_3 = 0x0304
};

/// "TLS 1.2"
std::string_view name(TlsVersion version);

/// One hello that takes this version alone. `server_name` is sent where it is a name, not an
/// address. The same offer is the same bytes: nothing secret ever comes of it.
struct HelloOffer {
  TlsVersion version = TlsVersion::v1_2;
  std::span<const std::uint16_t> suites;
  std::string_view server_name;  ///< empty: none
};
std::string client_hello(const HelloOffer& offer);

struct HelloAnswer {
  enum class Kind : std::uint8_t {
    incomplete,  ///< more bytes may follow
    hello,       ///< the server takes `version` and `suite`
    alert,       ///< it says no, by an alert
    other,       ///< this is no TLS
  };
  Kind kind = Kind::incomplete;
  std::uint16_t version = 0;
  std::uint16_t suite = 0;
  std::uint8_t alert = 0;
  bool operator==(const HelloAnswer&) const = default;
};

/// What comes back at most before it is `other`.
inline constexpr std::size_t kMostHelloAnswer = std::size_t{64} << 10;

/// What the first bytes of the answer mean.
HelloAnswer read_hello_answer(std::string_view bytes);

}  // namespace bulwark::io
