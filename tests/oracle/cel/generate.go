// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"math/rand"
)

func generate(out *bufio.Writer, random *rand.Rand, count int) error { return nil }
