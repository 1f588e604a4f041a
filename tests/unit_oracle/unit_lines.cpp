// SPDX-License-Identifier: Apache-2.0
// unit_lines ROOT UNIT: what the node audit takes the unit for, a word a line, each as JSON.
#include <iostream>
#include <string>

#include "formats/json_write.h"
#include "scan/node_units.h"

namespace {

void say(std::string_view what, const std::string& text) {
  std::string out;
  bulwark::formats::write_json_string(out, text);
  std::cout << what << ' ' << out << '\n';
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 2;
  bulwark::model::Inventory inventory;
  const bulwark::scan::NodeDocuments node(std::string("node:") + words[1], {}, inventory);
  const auto service = bulwark::scan::read_service(words[2], node);
  if (!service) {
    say("error", service.error().text());
    return 0;
  }
  for (const auto& [name, value] : service->variables) say("variable", name + "=" + value);
  for (const auto& command : service->commands) {
    say("command", command[0]);
    for (std::size_t i = 1; i < command.size(); ++i) say("word", command[i]);
  }
  return 0;
}
