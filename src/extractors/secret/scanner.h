// SPDX-License-Identifier: Apache-2.0
// SecretScanner: finds credentials in a file that arrives block by block, in bounded memory.
//
// Hits are looked for in pieces of a fixed size and confirmed when everything that their rule may
// look at has arrived. What is found depends on the file alone, never on how it was cut.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extractors/secret/detector.h"

namespace bulwark::extractors::secret {

struct SecretMatch {
  const SecretRule* rule = nullptr;
  std::uint64_t offset = 0;  ///< of the credential's first byte in the file
  std::uint64_t length = 0;  ///< in bytes
  std::uint32_t line = 0;    ///< from 1; 0 in a binary
  std::uint32_t column = 0;  ///< from 1, in characters; 0 in a binary
  std::string masked;        ///< "ghp_*** (40 characters)": all that is kept of it
  bool operator==(const SecretMatch&) const = default;
};

struct FileSecrets {
  std::string path, layer;
  std::vector<SecretMatch> matches;  ///< by their place; no two overlap
  std::uint64_t bytes = 0;
  bool binary = false;
  /// From here on nothing was looked at: the file holds more of what looks like a credential than
  /// is ever true. 0: all was.
  std::uint64_t ended_at = 0;
  bool operator==(const FileSecrets&) const = default;
};

struct ScannerLimits {
  std::size_t piece = std::size_t{256} << 10;  ///< bytes that are searched at once
  std::size_t matches = 1000;                  ///< of one file
  std::size_t effort = 64;  ///< bytes that confirming may look at, for each byte of the file
};

/// Not thread-safe: one a thread, for any number of files one after the other. `detector` must
/// outlive it.
class SecretScanner {
 public:
  static Result<SecretScanner> create(const SecretDetector& detector, ScannerLimits limits = {});

  /// `layer` is kept as it is: whatever tells the file's place to the caller.
  void begin(std::string_view path, std::string_view layer = {});
  /// The next bytes of the file, as many as there are.
  void feed(std::string_view bytes);
  /// The file ends here.
  FileSecrets finish();

 private:
  /// Where the buffer begins.
  struct Front {
    std::uint64_t offset = 0;
    std::uint32_t line = 1;
    std::uint64_t column = 1;
    void pass(std::string_view text);
  };
  enum class Encoding : std::uint8_t { unknown, bytes, utf16_little, utf16_big };

  SecretScanner(const SecretDetector& detector, ScannerLimits limits,
                std::unique_ptr<SecretDetector::Scratch> scratch)
      : detector_(&detector), limits_(limits), scratch_(std::move(scratch)) {}

  void take(std::string_view bytes);
  void search(bool to_end);
  void piece(std::size_t size);
  bool confirm(const Hit& hit);
  void keep(std::uint32_t rule, const Span& span);
  void place(std::size_t first_new);

  const SecretDetector* detector_;
  ScannerLimits limits_;
  std::unique_ptr<SecretDetector::Scratch> scratch_;
  FileSecrets file_;
  PathFacts path_;
  Encoding encoding_ = Encoding::unknown;
  std::string head_;    ///< the first bytes, until they tell the encoding; half a character
  std::string buffer_;  ///< from front_ on
  Front front_;
  std::uint64_t done_ = 0;  ///< hits that end up to here are done with
  std::uint64_t spent_ = 0;
  bool judged_ = false;  ///< whether it is binary
  std::vector<Hit> hits_;
  std::vector<std::uint32_t> rules_;  ///< of the matches, by index
};

}  // namespace bulwark::extractors::secret
