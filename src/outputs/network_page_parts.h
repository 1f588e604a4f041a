// SPDX-License-Identifier: Apache-2.0
// The fixed parts of the page of a network, in the order in which they stand there.
#pragma once

#include <string_view>

namespace bulwark::outputs {

std::string_view network_page_style();
/// What the data says: rows, sets, who reaches whom.
std::string_view network_page_model();
/// The two views: cards with curves between them, and the matrix.
std::string_view network_page_views();
/// The panel at the side, what is chosen, and the keyboard.
std::string_view network_page_panel();

}  // namespace bulwark::outputs
