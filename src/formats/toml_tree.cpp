// SPDX-License-Identifier: Apache-2.0
// A table is made by whoever names it first, and belongs to one header, or to one run of dotted
// keys.
#include "formats/toml_tree.h"

namespace bulwark::formats {

using Form = TomlNode::Form;

// The table under `step`, made where there is none; of a list of tables its last. Null: something
// else is there.
TomlNode* TomlTree::table_at(TomlNode* table, const std::string& step) {
  TomlNode*& at = table->entries[step];
  if (at == nullptr) at = &make(Form::table);
  if (at->closed) return nullptr;
  if (at->form == Form::list) return at->items.empty() ? nullptr : at->items.back();
  return at->form == Form::table ? at : nullptr;
}

TomlNode* TomlTree::parent_of(const TomlKey& key) {
  TomlNode* table = root_;
  for (std::size_t i = 0; i + 1 < key.size() && table != nullptr; ++i)
    table = table_at(table, key[i]);
  return table;
}

void TomlTree::close_dotted() {
  for (TomlNode* table : dotted_) table->named = true;
  dotted_.clear();
}

bool TomlTree::open_table(const TomlKey& key) {
  close_dotted();
  TomlNode* parent = parent_of(key);
  if (parent == nullptr) return false;
  TomlNode*& at = parent->entries[key.back()];
  if (at == nullptr) at = &make(Form::table);
  if (at->form != Form::table || at->named || at->closed) return false;
  at->named = true;
  current_ = at;
  return true;
}

bool TomlTree::open_list(const TomlKey& key) {
  close_dotted();
  TomlNode* parent = parent_of(key);
  if (parent == nullptr) return false;
  TomlNode*& at = parent->entries[key.back()];
  if (at == nullptr) at = &make(Form::list);
  if (at->form != Form::list || at->closed) return false;
  current_ = &make(Form::table);
  current_->named = true;
  at->named = true;
  at->items.push_back(current_);
  return true;
}

bool TomlTree::add(const TomlKey& key, TomlNode& value) {
  TomlNode* table = current_;
  for (std::size_t i = 0; i + 1 < key.size(); ++i) {
    const auto found = table->entries.find(key[i]);
    if (found != table->entries.end() && found->second->named) return false;
    table = table_at(table, key[i]);
    if (table == nullptr) return false;
    dotted_.push_back(table);
  }
  return table->entries.emplace(key.back(), &value).second;
}

bool TomlTree::add_inline(TomlNode& table, const TomlKey& key, TomlNode& value) {
  TomlNode* at = &table;
  for (std::size_t i = 0; i + 1 < key.size(); ++i) {
    TomlNode*& next = at->entries[key[i]];
    if (next == nullptr) next = &make(Form::table);
    if (next->closed || next->form != Form::table) return false;
    at = next;
  }
  return at->entries.emplace(key.back(), &value).second;
}

}  // namespace bulwark::formats
