// SPDX-License-Identifier: Apache-2.0
// The top level of an object, which shows whether it is a List, and what stands between the items
// of one.
#include "sources/code/json_slicer.h"

namespace bulwark::sources::code {

// The top level of an object: is it a List?
bool JsonSlicer::head() {
  skip_space();
  if (!too_large_ && list_ == nullptr && base_ + at_ - begin_ > limits_.bytes) too_large_ = true;
  if (at_ == text_.size()) return false;
  switch (text_[at_]) {
    case '"': return head_string();
    case ',': expects_key_ = true; break;
    case '}':
      ++at_;
      list_ == nullptr ? end_document() : end_list();
      return true;
    case '[':
      if (!expects_key_ && key_ == Key::items) {
        ++at_;
        begin_list(false);
        return true;
      }
      [[fallthrough]];
    case '{': begin_nested(State::head); return true;
    case ']': broken(at_ + 1); return true;
    default: break;
  }
  ++at_;
  return true;
}

bool JsonSlicer::head_string() {
  const std::size_t end = string_end(at_);
  if (const std::size_t bad = bad_newline(at_, end); bad != std::string_view::npos) {
    broken(bad);
    return true;
  }
  if (end == std::string_view::npos) {
    if (!last_ && text_.size() - at_ > limits_.bytes) {
      too_large_ = true;
      broken(text_.size());
    }
    return false;
  }
  const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
  if (expects_key_) {
    key_ = inside == "items"        ? Key::items
           : inside == "kind"       ? Key::kind
           : inside == "apiVersion" ? Key::api_version
                                    : Key::other;
    expects_key_ = false;
  } else {
    learn(key_, inside);
  }
  at_ = end + 1;
  return true;
}

void JsonSlicer::learn(Key key, std::string_view text) {
  if (key == Key::kind) learned_.kind = text;
  if (key == Key::api_version) learned_.api_version = text;
  if (list_ == nullptr || (key != Key::kind && key != Key::api_version)) return;
  // Items that were cut in this call may still be told; those of earlier calls are gone.
  list_ = std::make_shared<const ListHead>(learned_);
  for (std::size_t i = list_in_out_; i < out_->size(); ++i) (*out_)[i].list = list_;
}

void JsonSlicer::begin_list(bool array) {
  if (list_ == nullptr) {
    list_ = std::make_shared<const ListHead>(learned_);
    list_in_out_ = out_->size();
    items_ = 0;
    list_begin_ = begin_;
    list_line_ = begin_line_;
  }
  array_ = array;
  too_large_ = false;
  after_item_ = false;
  after_comma_ = false;
  state_ = State::items;
}

bool JsonSlicer::items() {
  skip_space();
  if (at_ == text_.size()) return false;
  const char c = text_[at_];
  const bool value = c != ',' && c != ']' && c != '}';
  begin_slice();
  if (c == '}' || (value && after_item_) || (c == ',' && !after_item_) ||
      (c == ']' && after_comma_)) {
    broken(at_ + 1);
    return true;
  }
  if (c == '{' || c == '[') {
    begin_nested(State::items);
    return true;
  }
  if (value) return plain_item();
  ++at_;
  after_item_ = false;
  after_comma_ = c == ',';
  if (c == ']') {
    expects_key_ = false;
    key_ = Key::other;
    array_ ? end_list() : static_cast<void>(state_ = State::head);
  }
  return true;
}

// An item that is a string, a number or a word: no object, but it must be accounted for.
bool JsonSlicer::plain_item() {
  const bool quoted = text_[at_] == '"';
  std::size_t end = quoted ? string_end(at_) : text_.find_first_of(",]} \t\r\n", at_);
  const std::size_t bad = quoted ? bad_newline(at_, end) : std::string_view::npos;
  if (bad != std::string_view::npos) {
    broken(bad);
    return true;
  }
  if (end == std::string_view::npos) {
    if (!last_ && text_.size() - at_ > limits_.bytes) broken(text_.size());
    return false;
  }
  if (quoted) ++end;
  emit(SliceKind::item, end);
  ++items_;
  at_ = end;
  after_item_ = true;
  after_comma_ = false;
  return true;
}

void JsonSlicer::end_list() {
  spread_ = true;
  if (items_ == 0) {
    begin_ = list_begin_;
    begin_line_ = list_line_;
    emit(SliceKind::empty_list, at_);
  }
  list_ = nullptr;
  state_ = State::between;
}

}  // namespace bulwark::sources::code
