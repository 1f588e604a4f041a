// SPDX-License-Identifier: Apache-2.0
// HttpOptions as options of a libcurl handle.
#pragma once

#include "base/result.h"
#include "io/curl_handles.h"
#include "io/http.h"

namespace bulwark::io {

/// `options` must outlive `easy`, unchanged: certificates are not copied.
Result<void> set_up(CURL* easy, HttpOptions& options);

template <class T>
void set_option(CURL* easy, CURLoption option, T value) {
  // It fails only for options that this libcurl does not know, and the build asks for one that
  // does.
  static_cast<void>(curl_easy_setopt(easy, option, value));
}

}  // namespace bulwark::io
