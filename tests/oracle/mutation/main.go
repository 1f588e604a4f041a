// SPDX-License-Identifier: Apache-2.0

// Asks Kubernetes' own code what mutations do: structured merges of random configurations into random objects of
// built-in kinds, and random JSON Patches. A line of JSON per case, the same ones every time.
//
//	mutation merge SEED COUNT OPENAPI_FILE...   from documents of /openapi/v3
//	mutation patch SEED COUNT
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strconv"
)

func main() {
	if len(os.Args) < 4 {
		fail(fmt.Errorf("usage: mutation merge|patch SEED COUNT [OPENAPI_FILE...]"))
	}
	seed, err := strconv.ParseInt(os.Args[2], 10, 64)
	fail(err)
	count, err := strconv.Atoi(os.Args[3])
	fail(err)
	random := rand.New(rand.NewSource(seed))
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	switch os.Args[1] {
	case "merge":
		fail(mergeCases(random, count, os.Args[4:], out))
	case "patch":
		fail(patchCases(random, count, out))
	default:
		fail(fmt.Errorf("what is %q?", os.Args[1]))
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
