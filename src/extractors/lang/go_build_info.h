// SPDX-License-Identifier: Apache-2.0
// What the Go toolchain writes into every program: its version, and the modules that it was built
// of (runtime/debug.BuildInfo).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/package_list.h"

namespace bulwark::extractors::lang {

inline constexpr std::string_view kGoInfoMagic = "\xff Go buildinf:";
/// Build info begins at a multiple of this within the file.
inline constexpr std::size_t kGoInfoAlignment = 16;
/// Stands before the text of modules, and another one behind it.
inline constexpr std::string_view
    kGoModulesStart = "\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
/// Its length is told, since there is a zero in it.
inline constexpr std::string_view kGoModulesEnd(
    "\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2", 16);
/// No program lists so many modules that their text is larger.
inline constexpr std::size_t kMostGoModulesBytes = std::size_t{8} << 20;

struct GoBuildInfo {
  enum class State : std::uint8_t {
    whole,    ///< `version` and `modules` are there
    partial,  ///< more bytes are needed
    points,   ///< by Go before 1.18: the texts are elsewhere in the program
    broken,   ///< there is a version, and what follows it is no text of modules
    none,     ///< these bytes only look like build info
  };
  State state = State::none;
  std::string_view version;  ///< "go1.22.3"
  std::string_view modules;  ///< without what stands before and behind; empty: built without
                             ///< modules
};

/// `bytes` begin with kGoInfoMagic. The views are of `bytes`.
GoBuildInfo read_go_build_info(std::string_view bytes);

/// "1.22.3" of "go1.22.3 X:boringcrypto"; what is no release ("devel ...") stays as it is.
std::string_view go_release(std::string_view version);

/// The standard library, the main module and its dependencies (as they were replaced, where the
/// replacement is a module; one by a folder keeps its own name and version). `version` may be
/// empty: then the standard library is left out.
void add_go_modules(std::string_view version, std::string_view modules, std::string_view path,
                    model::PackageList& list);

/// Whether a text may be the path of a module: its last part is its name.
bool is_go_module(std::string_view text);

/// A module's package: "golang.org/x/crypto" is name "crypto" in name space "golang.org/x".
model::Package go_package(std::string_view module, std::string_view version, std::string_view path);

}  // namespace bulwark::extractors::lang
