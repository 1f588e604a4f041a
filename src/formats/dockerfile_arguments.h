// SPDX-License-Identifier: Apache-2.0
// Arguments of one instruction: each keyword cuts its line in a way of its own.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "formats/dockerfile.h"

namespace bulwark::formats {

struct InstructionLine {
  DockerfileInstruction instruction;
  std::size_t command_at = 0;  ///< where in the line the text of a shell form begins
};

/// `line` is one instruction, its continuations joined. No places and no here documents yet.
Result<InstructionLine> read_instruction(std::string_view line, char escape);

/// What only shows when here documents have been read: a COPY needs a destination, and so on.
Result<void> check_instruction(const DockerfileInstruction& instruction);

/// The words of `line` that begin a here document, in their order; the text is still missing.
Result<std::vector<HereDocument>> here_documents_of(std::string_view line);

}  // namespace bulwark::formats
