// SPDX-License-Identifier: Apache-2.0
// PageQueue: the pages that are still to be fetched, handed to workers until all are done.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sources/cluster/wanted.h"

namespace bulwark::sources::cluster {

/// One list that is read page by page. Only one of its pages is being fetched at a time, but those
/// before it may still be read.
struct Series {
  const WantedType* type = nullptr;
  std::string name_space;  ///< empty: all of them, or a type without namespaces
  std::string object;      ///< name of the one object that is wanted; empty: all

  // Of whoever fetches.
  std::size_t version = 0;           ///< index into type->versions
  unsigned restarts = 0;             ///< how often it was begun anew
  unsigned resumes = 0;              ///< tokens that the server gave to go on, since the last page
  std::optional<Error> first_error;  ///< of the version that was tried first

  // Under the lister's lock.
  std::vector<std::pair<std::string, std::string>> keys;  ///< by page: that of its first and last
                                                          ///< object, "shop/cart"
  bool ordered = true;                                    ///< within every page that was taken
  unsigned reading = 0;  ///< pages that were fetched and not taken yet

  const ResourceType& resource_type() const { return type->versions[version]; }
  /// Whether all that was taken came in the order of keys. Not while a page is being read.
  bool in_order() const {
    std::string_view last;
    for (const auto& [first, end] : keys) {
      if (end.empty()) continue;  // nothing of that page was taken
      if (first <= last) return false;
      last = end;
    }
    return ordered;
  }
  std::string last_key() const {
    std::string last;
    for (const auto& [first, end] : keys) last = std::max(last, end);
    return last;
  }
};

struct Page {
  Series* series = nullptr;
  std::string continue_token;  ///< empty: the first one
  std::size_t number = 0;      ///< among the pages of its series, as they were fetched
  std::string skip_to;  ///< objects up to this key are there already: the list was begun anew
};

/// Thread-safe. A worker takes a page and says done() when nothing more comes of it; what follows a
/// page is put in before that.
class PageQueue {
 public:
  /// `first`: before all others.
  void put(Page page, bool first = false) {
    {
      const std::lock_guard lock(mutex_);
      ++open_;
      if (first) {
        pages_.push_front(std::move(page));
      } else {
        pages_.push_back(std::move(page));
      }
    }
    wake_.notify_one();
  }

  /// Waits for a page; nullopt when all are done.
  std::optional<Page> take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return !pages_.empty() || open_ == 0; });
    if (pages_.empty()) return std::nullopt;
    Page page = std::move(pages_.front());
    pages_.pop_front();
    return page;
  }

  void done() {
    {
      const std::lock_guard lock(mutex_);
      if (--open_ != 0) return;
    }
    wake_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Page> pages_;
  std::size_t open_ = 0;  ///< pages that wait or are being worked on
};

}  // namespace bulwark::sources::cluster
