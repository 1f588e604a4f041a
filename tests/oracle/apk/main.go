// SPDX-License-Identifier: Apache-2.0

// apk FILE: what apko's reader of apk's database of installed packages says of FILE: name, version, architecture and origin,
// separated by tabs, one package a line.
package main

import (
	"fmt"
	"os"

	"github.com/chainguard-dev/go-apk/pkg/apk"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	packages, err := apk.ParseInstalled(file)
	if err != nil {
		panic(err)
	}
	for _, one := range packages {
		fmt.Printf("%s\t%s\t%s\t%s\n", one.Name, one.Version, one.Arch, one.Origin)
	}
}
