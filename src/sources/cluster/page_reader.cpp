// SPDX-License-Identifier: Apache-2.0
// A page is a typed List; only Secrets come as a Table.
#include "sources/cluster/page_reader.h"

#include <fmt/core.h>

#include "model/object.h"
#include "sources/cluster/secret_table.h"

namespace bulwark::sources::cluster {
namespace {

using formats::Value;

Result<std::vector<Value>> items_of(const Value& root, const ResourceType& type,
                                    formats::Pool& pool) {
  const model::ListItems list = model::list_items(root);
  const Value* items = root.is_map() ? root.find("items") : nullptr;
  const bool no_items = items == nullptr || items->is_null();  // as Go writes an empty list
  if (!list.is_list && no_items && root.is_map() && root.text("kind") == type.kind + "List")
    return std::vector<Value>();
  if (!list.is_list) {
    if (const auto why = model::why_no_object(root))
      return fail(ErrorCode::malformed, fmt::format("the answer is no list: {}", *why));
    if (root.text("kind") == type.kind) return std::vector<Value>{root};
    return fail(ErrorCode::malformed,
                fmt::format("the answer is no list but a {}", root.text("kind")));
  }
  std::vector<Value> objects;
  if (list.items == nullptr) return objects;
  const std::string api_version = type.api_version();
  for (const Value& item : list.items->items()) {
    const Value object = model::with_type(item, api_version, type.kind + "List", pool);
    if (const auto why = model::why_no_object(object)) {
      return fail(ErrorCode::malformed, fmt::format("an item of the list: {}", *why));
    }
    objects.push_back(object);
  }
  return objects;
}

// What stands before the objects, closed so that it is a document of its own, with padding. Empty
// where that is not near the beginning. An escaped text in JSON cannot hold such a key.
std::string head_of(std::string_view text) {
  constexpr std::size_t kLongestHead = 16384;
  for (const std::string_view key : {R"(,"items":)", R"(,"columnDefinitions":)"}) {
    const std::size_t at = text.substr(0, kLongestHead).find(key);
    if (at == std::string_view::npos) continue;
    // Lists of custom resources come with their keys sorted: metadata is behind the objects.
    if (text.substr(0, at).find(R"("metadata":)") == std::string_view::npos) continue;
    std::string head(text.substr(0, at));
    head += '}';
    return head;
  }
  return "";
}

}  // namespace

std::string PageReader::continue_token(std::string_view text) {
  std::string head = head_of(text);
  if (head.empty()) return peek_.text_at(text, "metadata", "continue").value_or("");
  const std::size_t size = head.size();
  head.resize(size + formats::kJsonPadding);
  return peek_.text_at({head.data(), size}, "metadata", "continue").value_or("");
}

Result<std::vector<Value>> PageReader::read(std::string_view text, const ResourceType& type,
                                            Workspace& workspace) {
  options_.table = is_secret(type);
  const formats::Document document = TRY(json_.read(text, workspace.builder, options_));
  formats::Pool& pool = workspace.builder.pool();
  std::vector<Value> objects = TRY(is_secret(type) ? secrets_of_table(document.root, pool)
                                                   : items_of(document.root, type, pool));
  for (Value& object : objects) object = workspace.redactor.redact(object);
  return objects;
}

bool is_secret(const ResourceType& type) {
  return type.group.empty() && type.resource == "secrets";
}

}  // namespace bulwark::sources::cluster
