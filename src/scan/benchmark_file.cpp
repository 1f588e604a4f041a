// SPDX-License-Identifier: Apache-2.0
// Reading of benchmarks, key by key.
#include "scan/benchmark_file.h"

#include <utility>

#include "formats/fields.h"
#include "formats/path.h"
#include "policy/embedded.h"

namespace bulwark::scan {
namespace {

using formats::Fields;
using formats::Value;
using policy::Expression;

// The elements of a list, each read by `read`.
template <class T, class Read>
Result<std::deque<T>> read_list(Fields& fields, std::string_view key, const Read& read) {
  std::deque<T> out;
  const Value* list = fields.optional(key);
  if (list == nullptr) return out;
  if (!list->is_list()) return std::unexpected(fields.error(key, "must be a list"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string where = formats::join_path(fields.path(), key) + formats::item_step(i);
    Fields entry = TRY(Fields::of(list->items()[i], where));
    out.push_back(TRY(read(entry)));
    TRY_VOID(entry.finish());
  }
  return out;
}

Result<policy::ControlFile> read_evidence(Fields& fields) {
  policy::ControlFile file;
  const std::vector<std::string> subjects = TRY(fields.texts("for"));
  for (const std::string& text : subjects)
    file.subjects.push_back(TRY(policy::parse_subject(text)));
  if (subjects.empty()) return std::unexpected(fields.error("for", "is missing"));
  file.each = TRY(fields.optional_text("each"));
  policy::Rule rule;
  const std::string when = TRY(fields.optional_text("when"));
  if (!when.empty()) rule.when = Expression{when, fields.path() + ".when"};
  rule.require = {"false", fields.path()};
  file.rules.push_back(std::move(rule));
  const std::string show = TRY(fields.optional_text("show"));
  if (!show.empty()) file.message = Expression{show, fields.path() + ".show"};
  return file;
}

Result<void> read_only(Fields& fields, BenchmarkEntry& entry) {
  const Value* only = fields.optional("only");
  if (only == nullptr) return {};
  Fields texts = TRY(Fields::of(*only, fields.path() + ".only"));
  for (std::size_t i = 0; i < only->size(); ++i) {
    const std::string control(only->shape()->keys[i]);
    entry.only[control] = TRY(texts.texts(control));
  }
  return {};
}

Result<BenchmarkEntry> read_entry(Fields& fields) {
  BenchmarkEntry entry;
  entry.number = TRY(fields.text("number"));
  entry.title = TRY(fields.text("title"));
  entry.automated = TRY(fields.optional_bool("automated"));
  TRY_VOID(read_only(fields, entry));
  entry.beside = TRY(fields.texts("beside"));
  entry.manual = TRY(fields.optional_text("manual"));
  entry.evidence = TRY(read_list<policy::ControlFile>(fields, "evidence", read_evidence));
  if (entry.manual.empty() != entry.evidence.empty())
    return std::unexpected(fields.error("evidence", "stands beside manual, and nowhere else"));
  return entry;
}

Result<BenchmarkPart> read_part(Fields& fields) {
  BenchmarkPart part;
  part.number = TRY(fields.text("number"));
  part.title = TRY(fields.text("title"));
  part.entries = TRY(read_list<BenchmarkEntry>(fields, "recommendations", read_entry));
  return part;
}

}  // namespace

Result<BenchmarkFile> read_benchmark(std::string_view text, policy::Catalogue& catalogue) {
  const Value document = TRY(catalogue.read_document(text));
  Fields fields = TRY(Fields::of(document, ""));
  BenchmarkFile file;
  file.name = TRY(fields.text("name"));
  file.title = TRY(fields.text("title"));
  file.parts = TRY(read_list<BenchmarkPart>(fields, "sections", read_part));
  TRY_VOID(fields.finish());
  return file;
}

Result<std::optional<BenchmarkFile>> load_benchmark(std::string_view framework,
                                                    policy::Catalogue& catalogue) {
  const std::string path = "benchmarks/" + std::string(framework) + ".yaml";
  for (const policy::EmbeddedFile& file : policy::embedded_knowledge()) {
    if (file.path != path) continue;
    Result<BenchmarkFile> read = read_benchmark(file.text, catalogue);
    if (!read) return std::unexpected(std::move(read.error()).context(path));
    return std::optional(*std::move(read));
  }
  return std::optional<BenchmarkFile>();
}

}  // namespace bulwark::scan
