// SPDX-License-Identifier: Apache-2.0
// Image tools: files of an image that give rights, or serve whoever has broken in.
#pragma once

#include "scan/image_packages.h"
#include "sources/container/picture.h"

namespace bulwark::scan {

ImageTools image_tools(const sources::container::ImagePicture& picture);

}  // namespace bulwark::scan
