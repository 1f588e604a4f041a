// SPDX-License-Identifier: Apache-2.0
// Owners of libcurl's handles.
#pragma once

#include <curl/curl.h>

#include <memory>

#include "base/freeing.h"

namespace bulwark::io {

using CurlEasy = std::unique_ptr<CURL, Freeing<curl_easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, Freeing<curl_multi_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, Freeing<curl_slist_free_all>>;
using CurlUrl = std::unique_ptr<CURLU, Freeing<curl_url_cleanup>>;

}  // namespace bulwark::io
