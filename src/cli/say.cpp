// SPDX-License-Identifier: Apache-2.0
// A reader that closes its end early wanted no more.
#include "cli/say.h"

#include <unistd.h>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "io/sink.h"

namespace bulwark::cli {

int print_answer(std::string_view text) {
  io::DescriptorSink sink(STDOUT_FILENO);
  sink.write(text);
  const Result<void> written = sink.finish();
  if (written || written.error().code == ErrorCode::cancelled) return kGood;
  return complain(written.error().text(), kUsage);
}

}  // namespace bulwark::cli
