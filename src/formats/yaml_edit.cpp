// SPDX-License-Identifier: Apache-2.0
// Edits the text, reads it again, and lets nothing out that says anything else than it should.
#include "formats/yaml_edit.h"

#include "formats/json.h"
#include "formats/places_json.h"
#include "formats/text_editor.h"
#include "formats/yaml.h"

namespace bulwark::formats {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

Result<Value> read(std::string_view text, TextFormat format, Builder& builder,
                   const Limits& limits) {
  DocumentOptions options;
  options.resource = options.drop_nulls = false;
  options.limits = limits;
  if (format == TextFormat::yaml) {
    const Document document = TRY(YamlReader().read(text, builder, options));
    return document.root;
  }
  std::string padded(text);
  padded.append(kJsonPadding, ' ');
  const Document document = TRY(
      JsonReader().read(std::string_view(padded).substr(0, text.size()), builder, options));
  return document.root;
}

const Value* below(const Value& old, const PathStep& step) {
  if (!step.index) return old.is_map() ? old.find(step.key) : nullptr;
  return old.is_list() && *step.index < old.size() ? &old.items()[*step.index] : nullptr;
}

// What has its value already keeps its layout.
void leave_what_stands(Change& change, const Value& old) {
  if (change.what == Change::What::set && deep_equal(change.value, old)) change = Change();
  if (change.what != Change::What::inside) return;
  for (Change::Child& child : change.children) {
    if (const Value* value = below(old, child.step)) leave_what_stands(child.change, *value);
  }
}

Result<std::string> edit(std::string_view text, TextFormat format, const Change& change,
                         Builder& builder, const Limits& limits) {
  YamlTree tree;
  const bool json = format == TextFormat::json;
  if (json) {
    TRY_VOID(parse_json_tree(text, limits, tree));
  } else {
    TRY_VOID(tree.parse(text, limits));
  }
  if (tree.root() == nullptr) return fail(ErrorCode::unsupported, "the document is empty");
  const NodePlaces places(text, json);
  TextEditor editor(*tree.root(), places, json, builder);
  TRY_VOID(editor.run(change));
  std::optional<std::string> out = std::move(editor).take().apply(text);
  if (!out)
    return fail(ErrorCode::unsupported, "cannot be edited in place: two changes meet in one place");
  return *std::move(out);
}

}  // namespace

Result<std::string> edit_text(std::string_view text, TextFormat format, std::span<const Edit> edits,
                              const EditOptions& options) {
  Pool pool(1, options.seed);
  Builder builder(pool);
  const bool marked = format == TextFormat::yaml && text.starts_with(kMark);
  if (marked) text.remove_prefix(kMark.size());
  const Value old = TRY(read(text, format, builder, options.limits));
  Change change = TRY(change_of(edits, builder));
  const Value wanted = TRY(changed_value(old, change, builder));
  leave_what_stands(change, old);
  std::string out = TRY(edit(text, format, change, builder, options.limits));
  const Result<Value> got = read(out, format, builder, options.limits);
  if (!got || !deep_equal(*got, wanted)) {
    return fail(ErrorCode::unsupported,
                "cannot be edited in place: its layout there is not understood");
  }
  return marked ? std::string(kMark) + out : out;
}

}  // namespace bulwark::formats
