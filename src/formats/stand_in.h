// SPDX-License-Identifier: Apache-2.0
// Stand-ins: texts that take the place of credentials in what is kept.
//
// A stand-in says nothing about the credential but its look: a password becomes `xxxxxxxx`,
// `AKIA...` becomes `AKIAXXXXXXXXXXXXXXXX`, a URL loses its password, a private key all but its
// first and last line. What tells such values apart for a pattern over them stays: whether it is
// longer than three characters, whether one of the characters that mark a reference or a template
// (`$({<%\/` and the space) is in it, whether it is a number. The stand-in of a stand-in is the
// stand-in itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bulwark::formats {

/// What a reader sees in the place of a credential.
inline constexpr std::string_view kMask = "***";

/// What takes the place of a credential.
enum class Cover : std::uint8_t {
  mask,      ///< `***`: for a reader
  stand_in,  ///< for what is kept and judged later
};

/// What takes the place of `secret`, which stands where a credential does. A stand-in of what only
/// refers to a credential (`$(DB_PASSWORD)`, `/run/secrets/db`, `db-credentials`) is that very
/// text.
std::string cover_secret(std::string_view secret, Cover cover);
std::string stand_in(std::string_view secret);

/// `text` with every credential that is told by its shape replaced by its stand-in.
std::string stand_in_shapes(std::string_view text);

/// True for what only says where a credential is kept, or is no credential at all (`true`,
/// `3600s`).
bool refers_to_secret(std::string_view value);

}  // namespace bulwark::formats
