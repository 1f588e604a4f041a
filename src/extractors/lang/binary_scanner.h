// SPDX-License-Identifier: Apache-2.0
// BinaryScanner: which packages a compiled program says it was built of, read as a stream: Go's
// build info and the list of cargo-auditable (Rust). Memory is bounded whatever the file's size.
//
// Neither needs the program's section headers, which stand at its end: Go's build info begins with
// a magic at a multiple of 16 bytes, and a list of cargo-auditable is the one zlib stream whose
// text begins with `{"packages":[`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/package_list.h"

namespace bulwark::extractors::lang {

/// Whether a file that begins so is a program: ELF, PE or Mach-O. At least 4 bytes are needed.
bool is_program(std::string_view start);

/// For one file. `path` must outlive it.
class BinaryScanner {
 public:
  explicit BinaryScanner(std::string_view path) : path_(path) {}

  /// The next bytes of the file, in pieces of any size.
  void feed(std::string_view piece);

  /// At the end of the file. What the program says of itself but could not be read (it was built
  /// by Go before 1.18, whose version of Go is not told; a list is cut short or too large) is a
  /// problem.
  model::PackageList finish();

 private:
  enum class Want : std::uint8_t { nothing, go_info, go_modules, rust_list };

  void scan();
  void look_for_marks();
  std::size_t find_go_info(std::size_t end) const;
  std::size_t find_rust_list(std::size_t end);
  void begin(Want want, std::size_t at);
  bool read_wanted();
  bool read_go_info();
  bool read_go_modules();
  bool read_rust_list();
  void give_up(std::string reason);
  void drop(std::size_t count);

  std::string_view path_;
  std::string window_;        ///< bytes that are not done with
  std::uint64_t offset_ = 0;  ///< in the file, of the window's first byte
  std::size_t looked_ = 0;    ///< of the window: no mark begins before it
  std::size_t next_try_ = 0;  ///< a Rust list is tried again at this size of the window
  Want want_ = Want::nothing;
  bool at_end_ = false;
  bool has_go_info_ = false;     ///< and nothing more of Go is looked for
  bool has_go_modules_ = false;  ///< by an old toolchain
  bool old_go_ = false;          ///< a build info that only points to its texts
  std::size_t rust_checks_ = 0;
  bool has_rust_list_ = false;
  bool names_rust_section_ = false;  ///< the name of its section was seen
  model::PackageList list_;
};

}  // namespace bulwark::extractors::lang
