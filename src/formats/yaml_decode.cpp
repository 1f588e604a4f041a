// SPDX-License-Identifier: Apache-2.0
// Two passes over values: decode() makes what Go's decoder makes, nulls and all, and marks what
// JSON cannot carry; settle() then drops what a resource has no use for, and fails if a mark is
// still part of the result.
#include "formats/yaml_decode.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "formats/path.h"
#include "formats/resource_level.h"
#include "formats/utf8.h"
#include "formats/yaml_budget.h"
#include "formats/yaml_error.h"
#include "formats/yaml_scalar.h"
#include "formats/yaml_tree.h"

namespace bulwark::formats {
namespace {

using Type = YamlNode::Type;

constexpr std::uint8_t kMark = 0x80;  // an extension value: its payload is an index into marks_
// Keys that no YAML text can hold, for a key that JSON cannot carry and the value under it.
constexpr std::string_view kMarkedKey = "\xFF";
constexpr std::string_view kMarkedValue = "\xFE";
// Paths of repeated keys can be as long as the document is deep.
constexpr std::size_t kMostToldBytes = 100'000;

// Something that JSON cannot carry.
struct Mark {
  enum class Why : std::uint8_t { value, key };
  const YamlNode* node;
  Why why;
};

// Where the decoder stands.
struct Step {
  std::string_view key;
  std::size_t index;  // of a list's item; then the key has no data
};

class Decoder {
 public:
  Decoder(std::string_view text, Builder& builder, const DocumentOptions& options)
      : text_(text), builder_(builder), options_(options) {}

  Result<Document> run(const YamlNode& root) {
    budget_.spend();  // the document itself
    TRY_VOID(decode(root));
    const Value raw = builder_.finish();
    TRY_VOID(settle(raw, first_level(options_), true));
    return Document{builder_.finish(), std::move(repeated_)};
  }

 private:
  Error error_at(const YamlNode& node, ErrorCode code, std::string message) const {
    return {code, std::move(message), place_text(place_of_character(text_, node.begin))};
  }
  std::unexpected<Error> malformed(const YamlNode& node, std::string message) const {
    return std::unexpected(error_at(node, ErrorCode::malformed, std::move(message)));
  }

  Result<void> spend(const YamlNode& node) {
    if (!budget_.spend()) {
      return std::unexpected(error_at(node, ErrorCode::limit, "aliases expand to too much"));
    }
    if (depth_ <= options_.limits.depth) return {};
    return std::unexpected(
        error_at(node, ErrorCode::limit,
                 fmt::format("nested deeper than {} levels", options_.limits.depth)));
  }

  Result<void> decode(const YamlNode& node) {
    TRY_VOID(spend(node));
    switch (node.type) {
      case Type::scalar: return scalar(node);
      case Type::map: return map(node);
      case Type::list: return list(node);
      case Type::alias:
        return follow(node, [this](const YamlNode& target) { return decode(target); });
    }
    return {};
  }

  template <class Then>
  Result<void> follow(const YamlNode& alias, Then then) {
    if (!following_.insert(&alias).second) {
      return malformed(alias,
                       fmt::format("the value of the anchor '&{}' contains itself", alias.text));
    }
    budget_.enter_alias();
    TRY_VOID(then(*alias.target));
    budget_.leave_alias();
    following_.erase(&alias);
    return {};
  }

  Result<YamlScalar> resolve(const YamlNode& node) const {
    if (node.tag.empty()) return node.plain ? resolve_plain(node.text) : YamlScalar{};
    Result<YamlScalar> scalar = resolve_tagged(node.tag, node.text);
    if (!scalar) scalar.error().where = place_text(place_of_character(text_, node.begin));
    return scalar;
  }

  // The text of a scalar that resolved to a string.
  Result<std::string> string_text(const YamlNode& node) const {
    if (node.tag != kBinaryTag) return std::string(node.text);
    auto bytes = decode_binary(node.text);
    if (!bytes) return malformed(node, "the text is tagged !!binary but is not base64");
    return *bytes;
  }

  // Whether it matters is seen at the end: a repeated key may put another value in its place.
  void mark(const YamlNode& node, Mark::Why why) {
    builder_.scalar(Value::extension(kMark, marks_.size()));
    marks_.push_back({&node, why});
  }
  std::unexpected<Error> marked(const Value& value) const {
    const Mark& found = marks_.at(value.payload());
    const std::string text = replace_invalid_utf8(found.node->text.substr(0, 40));
    if (found.why == Mark::Why::value) {
      return malformed(*found.node, fmt::format("'{}' is a number that JSON does not have", text));
    }
    return malformed(*found.node, fmt::format("'{}' cannot be a key: JSON has no such key", text));
  }

  Result<void> scalar(const YamlNode& node) {
    const YamlScalar resolved = TRY(resolve(node));
    if (resolved.type == ScalarType::string) {
      builder_.string(TRY(string_text(node)));
    } else if (const auto value = json_value(resolved)) {
      builder_.scalar(*value);
    } else {
      mark(node, Mark::Why::value);
    }
    return {};
  }

  Result<void> list(const YamlNode& node) {
    ++depth_;
    builder_.begin_list();
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      steps_.push_back({{}, i});
      TRY_VOID(decode(*node.children[i]));
      steps_.pop_back();
    }
    builder_.end_list();
    --depth_;
    return {};
  }

  Result<void> map(const YamlNode& node) {
    ++depth_;
    builder_.begin_map();
    TRY_VOID(entries(node));
    if (builder_.end_map() && !budget_.in_alias()) tell_repeated(node);
    --depth_;
    return {};
  }

  // Adds the entries of `node` to the map that is open.
  Result<void> entries(const YamlNode& node) {
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const YamlNode& key_node = *node.children[i];
      const YamlNode& value = *node.children[i + 1];
      if (is_merge_key(key_node)) {
        TRY_VOID(merge(value));
        continue;
      }
      const std::string name = TRY(key(key_node));
      builder_.key(name);
      steps_.push_back({name, 0});
      TRY_VOID(decode(value));
      steps_.pop_back();
    }
    return {};
  }

  Result<std::string> key(const YamlNode& node) {
    TRY_VOID(spend(node));
    if (node.type == Type::alias) {
      std::string name;
      Result<void> followed = follow(node, [&](const YamlNode& target) -> Result<void> {
        name = TRY(key(target));
        return {};
      });
      TRY_VOID(std::move(followed));
      return name;
    }
    if (node.type != Type::scalar) return malformed(node, "a map or list cannot be a key");
    const YamlScalar resolved = TRY(resolve(node));
    if (resolved.type == ScalarType::string) return string_text(node);
    if (auto name = key_text(resolved, node.text)) return *name;
    builder_.key(kMarkedKey);
    mark(node, Mark::Why::key);
    return std::string(kMarkedValue);
  }

  Result<void> merge(const YamlNode& node) {
    if (node.type != Type::list) return merge_one(node);
    // Of several maps the first one wins, so it comes last.
    for (auto at = node.children.rbegin(); at != node.children.rend(); ++at)
      TRY_VOID(merge_one(**at));
    return {};
  }

  Result<void> merge_one(const YamlNode& node) {
    const YamlNode& target = node.type == Type::alias ? *node.target : node;
    if (target.type != Type::map) return malformed(node, "'<<' takes a map or a list of maps");
    TRY_VOID(spend(node));
    if (node.type != Type::alias) return merge_map(node);
    return follow(node, [this](const YamlNode& map_node) -> Result<void> {
      TRY_VOID(spend(map_node));
      return merge_map(map_node);
    });
  }

  Result<void> merge_map(const YamlNode& node) {
    ++depth_;
    TRY_VOID(entries(node));
    --depth_;
    return {};
  }

  // A key that overrides a merged one is what merging is for; only the map's own keys count.
  void tell_repeated(const YamlNode& node) {
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
      const YamlNode* child = node.children[i];
      if (is_merge_key(*child)) continue;
      if (child->type == Type::alias) child = child->target;
      const Result<YamlScalar> resolved = resolve(*child);
      if (child->type != Type::scalar || !resolved) continue;
      if (const auto name = key_text(*resolved, child->text)) ++counts[*name];
    }
    const std::string path = path_text();
    for (const auto& [name, count] : counts) {
      if (count < 2 || repeated_.size() >= kMostRepeatedKeys || told_bytes_ >= kMostToldBytes)
        continue;
      told_bytes_ += path.size() + name.size();
      repeated_.push_back({path, name});
    }
  }

  std::string path_text() const {
    std::string path;
    for (const Step& step : steps_) {
      const std::string next = step.key.data() == nullptr ? item_step(step.index)
                                                          : key_step(step.key);
      if (!path.empty() && next.front() != '[') path += '.';
      path += next;
    }
    return path;
  }

  Result<void> settle(const Value& value, Level level, bool shared) {
    switch (value.kind()) {
      case Kind::map: return settle_map(value, level_of_map(level));
      case Kind::list:
        builder_.begin_list();
        for (const Value& item : value.items()) TRY_VOID(settle(item, level_of_items(level), true));
        builder_.end_list();
        return {};
      case Kind::string: {
        const std::string_view text = value.as_string();
        shared ? builder_.string(text) : builder_.unique_string(text);
        return {};
      }
      default: break;
    }
    if (value.kind() == static_cast<Kind>(kMark)) return marked(value);
    builder_.scalar(value);
    return {};
  }

  Result<void> settle_map(const Value& value, Level level) {
    builder_.begin_map(sharing_of(level));
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string_view key = value.shape()->keys[i];
      const Value& child = value.values()[i];
      if (options_.drop_nulls && child.is_null()) continue;
      const bool nodes_status = level == Level::root && key == "status" &&
                                child.find(kNodeInfo) != nullptr;
      if (left_out(level, key, options_) && !nodes_status) {
        TRY_VOID(find_mark(child));
        continue;
      }
      builder_.key(key);
      TRY_VOID(settle(child, level_under(level, key), level != Level::metadata));
    }
    builder_.end_map();
    return {};
  }

  // What is left out must be right all the same.
  Result<void> find_mark(const Value& value) const {
    if (value.kind() == static_cast<Kind>(kMark)) return marked(value);
    for (const Value& item : value.items()) TRY_VOID(find_mark(item));
    for (const Value& child : value.values()) TRY_VOID(find_mark(child));
    return {};
  }

  std::string_view text_;
  Builder& builder_;
  const DocumentOptions& options_;
  AliasBudget budget_;
  std::set<const YamlNode*> following_;
  std::size_t depth_ = 0;
  std::vector<Step> steps_;
  std::size_t told_bytes_ = 0;
  std::vector<Mark> marks_;
  std::vector<RepeatedKey> repeated_;
};

}  // namespace

Result<Document> decode_yaml(std::string_view text, Builder& builder,
                             const DocumentOptions& options) {
  YamlTree tree;
  TRY_VOID(tree.parse(text, options.limits));
  if (tree.root() == nullptr) return Document{};
  return Decoder(text, builder, options).run(*tree.root());
}

}  // namespace bulwark::formats
