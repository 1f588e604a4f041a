// SPDX-License-Identifier: Apache-2.0
// For tests: JSON text to a value.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "formats/json.h"
#include "formats/json_write.h"

namespace bulwark::sources::cluster {

/// Values live as long as this.
class TestJson {
 public:
  formats::Value read(std::string text, bool resource = false) {
    const std::size_t size = text.size();
    text.resize(size + formats::kJsonPadding);
    formats::DocumentOptions options;
    options.resource = resource;
    auto document = reader_.read(std::string_view(text.data(), size), builder_, options);
    EXPECT_TRUE(document) << document.error().text();
    return document ? document->root : formats::Value();
  }
  formats::Pool& pool() { return pool_; }

 private:
  formats::Pool pool_{1, 7};
  formats::Builder builder_{pool_};
  formats::JsonReader reader_;
};

}  // namespace bulwark::sources::cluster
