// SPDX-License-Identifier: Apache-2.0
// `bulwark version`, and the one way to complain.
#include <fmt/core.h>

#include "cli/command.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/say.h"
#include "policy/compiled_control.h"
#include "policy/embedded.h"

namespace bulwark::cli {

void add_version_command(Command& app, const Services& services, Action& action) {
  Command command = app.add_subcommand("version",
                                       "Print the version of the program and of what it ships");
  command.callback([&services, &action] {
    action = [&services] {
      fmt::print("bulwark {}\ncatalogue: {} controls, Pod Security Standards v1.0 to v1.{}\n",
                 services.version, policy::embedded_controls().size(), policy::kNewestMinor);
      return kGood;
    };
  });
}

int complain(const std::string& message, int code) {
  say("bulwark: {}\n", message);
  return code;
}

}  // namespace bulwark::cli
