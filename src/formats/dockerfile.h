// SPDX-License-Identifier: Apache-2.0
// Dockerfile: the text of a Dockerfile (or Containerfile) into its instructions.
//
// Read as BuildKit's front end reads it: parser directives, comments, lines that go on, here
// documents, flags, JSON and shell form. Linear in the text. Reference: docs.docker.com,
// "Dockerfile reference". What a newer syntax may know (flags of RUN, COPY, ADD, FROM and
// HEALTHCHECK that are not known here, how long an interval may be) is kept and not judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulwark::formats {

struct HereDocument {
  std::string name;
  bool expand = true;       ///< its word had no quotes: variables in it are replaced
  bool strip_tabs = false;  ///< `<<-`
  std::string text;
  std::uint32_t line = 0;  ///< of its first line
};

/// Where in the file a piece of an argument stands.
struct TextLine {
  std::size_t offset = 0;
  std::uint32_t line = 0;
};

struct DockerfileInstruction {
  std::string keyword;             ///< in capitals; of ONBUILD that of what it triggers
  std::vector<std::string> flags;  ///< "--from=build"; without their quotes
  /// As written, quotes and variables kept. Of ENV and LABEL name, value, name, value ...; of RUN,
  /// CMD and ENTRYPOINT in shell form one text; of HEALTHCHECK first CMD or NONE.
  std::vector<std::string> arguments;
  bool json = false;
  bool on_build = false;
  std::vector<HereDocument> here_documents;
  std::vector<TextLine> lines;  ///< of a command in shell form: which line its parts stand on
  std::uint32_t line = 0;       ///< from 1
  std::uint32_t end_line = 0;   ///< the last one, of its here documents too

  /// The value of `--name=value`, empty for `--name`; nothing where it is not given.
  std::optional<std::string_view> flag(std::string_view name) const;
};

struct Dockerfile {
  char escape = '\\';
  std::string syntax, check;  ///< parser directives; empty: not given
  std::vector<DockerfileInstruction> instructions;
};

/// Errors: `malformed` and `limit`; Error::where is "line:1".
Result<Dockerfile> parse_dockerfile(std::string_view text, const Limits& limits = {});

}  // namespace bulwark::formats
