// SPDX-License-Identifier: Apache-2.0
// Owners of what C libraries hand out.
#pragma once

namespace bulwark {

/// `std::unique_ptr<CURL, Freeing<curl_easy_cleanup>>`: the library's own function ends the handle.
template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

}  // namespace bulwark
