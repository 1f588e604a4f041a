// SPDX-License-Identifier: Apache-2.0
// Measures what redaction adds to reading the same lines of JSON.
#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "formats/builder.h"
#include "formats/json.h"
#include "formats/measure.h"
#include "model/redact.h"

namespace bulwark::model {
namespace {

namespace measure = formats::measure;

struct Round {
  double seconds = 1e9;
  std::size_t changed = 0;
};

Round read_all(const std::vector<std::string_view>& lines, bool redacts) {
  formats::DocumentOptions options;
  options.keep_status = false;
  Round round;
  round.seconds = measure::seconds([&] {
    formats::Pool pool(1, 42);
    formats::Builder builder(pool);
    formats::JsonReader reader;
    Redactor redactor(pool);
    for (const std::string_view line : lines) {
      const auto document = reader.read(line, builder, options);
      if (!document) std::abort();
      if (redacts && !redactor.redact(document->root).identical(document->root)) ++round.changed;
    }
  });
  return round;
}

}  // namespace
}  // namespace bulwark::model

int main(int argc, char** argv) {
  using namespace bulwark::model;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE.ndjson\n", argv[0]);
    return 2;
  }
  std::string text = measure::file_text(argv[1]);
  const std::size_t size = text.size();
  text.append(bulwark::formats::kJsonPadding, ' ');
  const auto lines = measure::lines_of(std::string_view(text).substr(0, size));
  Round plain;
  Round redacted;
  // By turns: another program may have had the core.
  for (int i = 0; i < 5; ++i) {
    plain.seconds = std::min(plain.seconds, read_all(lines, false).seconds);
    const Round round = read_all(lines, true);
    redacted = {std::min(redacted.seconds, round.seconds), round.changed};
  }
  fmt::print("read_seconds {:.3f}\nread_and_redact_seconds {:.3f}\nredaction_adds {:.3f}\n",
             plain.seconds, redacted.seconds, redacted.seconds / plain.seconds - 1);
  fmt::print("objects {}\nobjects_changed {}\n", lines.size(), redacted.changed);
  return 0;
}
