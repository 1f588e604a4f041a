// SPDX-License-Identifier: Apache-2.0
// Flags to the advisory database and VEX documents, and what they lead to.
#include <utility>

#include "cli/clock.h"
#include "cli/command_line.h"
#include "cli/db_commands.h"
#include "cli/image_ask.h"
#include "cli/say.h"
#include "scan/bill_vulnerabilities.h"

namespace bulwark::cli {
namespace {

Error of_database(const Error& error, const AdvisoryFlags& flags) {
  return Error(error).context(flags.path());
}

}  // namespace

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

Result<knowledge::Database> open_advisories(const AdvisoryFlags& flags, const std::string& today) {
  const std::string key = TRY(read_key(flags.verify_key));
  auto database = knowledge::Database::open(flags.path(), key);
  if (!database) {
    Error error = of_database(database.error(), flags);
    if (error.code == ErrorCode::not_found)
      error.message += ": `bulwark db update` makes the advisory database";
    return std::unexpected(std::move(error));
  }
  const auto facts = database->facts();
  if (!facts) return std::unexpected(of_database(facts.error(), flags));
  const std::string stale = scan::stale_notice(*facts, flags.max_age,
                                               today.empty() ? cli::today() : today);
  if (!stale.empty()) say("bulwark: {}\n", stale);
  return database;
}

Result<void> whole_still(const knowledge::Database& database, const AdvisoryFlags& flags) {
  const Result<void> state = database.state();
  if (state) return {};
  return std::unexpected(of_database(state.error(), flags));
}

}  // namespace bulwark::cli
