// SPDX-License-Identifier: Apache-2.0
// Flags to the advisory database and VEX documents.
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/image_ask.h"

namespace bulwark::cli {

std::string AdvisoryFlags::path() const { return database.empty() ? default_database() : database; }

bool AdvisoryFlags::any() const {
  return !database.empty() || !verify_key.empty() || !vex.empty() || ignore_unfixed;
}

void add_advisory_flags(Command& command, AdvisoryFlags& flags) {
  command.add_option("--db", flags.database,
                     "The advisory database (default: $XDG_DATA_HOME/bulwark/advisories.db)");
  command.add_option("--verify-key", flags.verify_key,
                     "Public key (PEM) that must have signed the database");
  command
      .add_option("--vex", flags.vex,
                  "OpenVEX or CycloneDX document that says what does not count; may be repeated")
      .allow_extra_args(false);
  command.add_flag("--ignore-unfixed", flags.ignore_unfixed, "Leave out what no version mends yet");
  command.add_option("--max-age", flags.max_age,
                     "Days after which the database is stale (default: 7)");
}

}  // namespace bulwark::cli
