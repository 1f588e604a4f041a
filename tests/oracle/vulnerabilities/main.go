// SPDX-License-Identifier: Apache-2.0

// What osv-scanner makes of files, by its own readers and its own matcher, offline: one JSON line for each package,
//
//	{"ecosystem": "PyPI", "name": "jinja2", "version": "2.9.6", "path": "requirements.txt", "ids": ["PYSEC-2019-217"]}
//
//	vulnerabilities DATABASES ROOT...
//
// DATABASES holds osv-scanner/<ecosystem>/all.zip. A ROOT is a folder; of a bill of materials (*.cdx.json) in it, what the
// bill lists.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	cpb "github.com/google/osv-scalibr/binary/proto/config_go_proto"
	"github.com/google/osv-scalibr/enricher"
	"github.com/google/osv-scalibr/enricher/vulnmatch/osvlocal"
	"github.com/google/osv-scalibr/extractor"
	"github.com/google/osv-scalibr/extractor/filesystem"
	"github.com/google/osv-scalibr/extractor/filesystem/language/dotnet/depsjson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/dotnet/packageslockjson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/golang/gobinary"
	"github.com/google/osv-scalibr/extractor/filesystem/language/golang/gomod"
	"github.com/google/osv-scalibr/extractor/filesystem/language/java/archive"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/packagejson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/packagelockjson"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/pnpmlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/javascript/yarnlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/php/composerlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/poetrylock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/requirements"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/uvlock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/python/wheelegg"
	"github.com/google/osv-scalibr/extractor/filesystem/language/ruby/gemfilelock"
	"github.com/google/osv-scalibr/extractor/filesystem/language/rust/cargolock"
	"github.com/google/osv-scalibr/extractor/filesystem/os/apk"
	"github.com/google/osv-scalibr/extractor/filesystem/os/dpkg"
	"github.com/google/osv-scalibr/extractor/filesystem/os/rpm"
	"github.com/google/osv-scalibr/extractor/filesystem/sbom/cdx"
	"github.com/google/osv-scalibr/extractor/filesystem/simplefileapi"
	scalibrfs "github.com/google/osv-scalibr/fs"
	"github.com/google/osv-scalibr/inventory"
	"github.com/google/osv-scalibr/plugin/config"
)

type found struct {
	Root      string   `json:"root"`
	Ecosystem string   `json:"ecosystem"`
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Path      string   `json:"path"`
	IDs       []string `json:"ids"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readers() []filesystem.Extractor {
	var out []filesystem.Extractor
	for _, one := range []func(*cpb.PluginConfig) (filesystem.Extractor, error){
		apk.New, archive.New, cargolock.New, cdx.New, composerlock.New, depsjson.New, dpkg.New, gemfilelock.New,
		gobinary.New, gomod.New, packagejson.New, packagelockjson.New, packageslockjson.New, pnpmlock.New, poetrylock.New,
		requirements.New, rpm.New, uvlock.New, wheelegg.New, yarnlock.New,
	} {
		reader, err := one(&cpb.PluginConfig{})
		check(err)
		out = append(out, reader)
	}
	return out
}

// read lists the packages of the file `path` of `root`, by every reader that wants it.
func read(root, path string, all []filesystem.Extractor) []*extractor.Package {
	var out []*extractor.Package
	info, err := os.Stat(filepath.Join(root, path))
	check(err)
	for _, reader := range all {
		if !reader.FileRequired(simplefileapi.New(path, info)) {
			continue
		}
		file, err := os.Open(filepath.Join(root, path))
		check(err)
		got, err := reader.Extract(context.Background(), &filesystem.ScanInput{
			FS: scalibrfs.DirFS(root), Path: path, Root: root, Info: info, Reader: file})
		file.Close()
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s/%s: %s: %v\n", root, path, reader.Name(), err)
			continue
		}
		for _, one := range got.Packages {
			// What is in an image has paths; the same is told of the package that lies in an archive.
			if one.Location.Descriptor == nil {
				one.Location = extractor.LocationFromPath(path)
			}
			out = append(out, one)
		}
	}
	return out
}

func packages(root string, all []filesystem.Extractor) []*extractor.Package {
	var out []*extractor.Package
	check(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		check(err)
		if entry.Type().IsRegular() {
			relative, err := filepath.Rel(root, path)
			check(err)
			out = append(out, read(root, relative, all)...)
		}
		return nil
	}))
	return out
}

func matcher(databases string) enricher.Enricher {
	settings := &cpb.PluginConfig{PluginSpecific: []*cpb.PluginSpecificConfig{{
		Config: &cpb.PluginSpecificConfig_Osvlocal{Osvlocal: &cpb.OSVLocalConfig{LocalPath: databases}}}}}
	out, err := osvlocal.New(&config.PluginConfig{ProtoConfig: settings, ClientFactories: clients{}})
	check(err)
	return out
}

// clients has no network: what is asked is answered from the databases.
type clients struct{ config.ClientFactories }

func (clients) HTTPClient() *http.Client { return http.DefaultClient }

func main() {
	all := readers()
	match := matcher(os.Args[1])
	out := json.NewEncoder(os.Stdout)
	for _, root := range os.Args[2:] {
		listed := inventory.Inventory{Packages: packages(root, all)}
		check(match.Enrich(context.Background(), nil, &listed))
		ids := map[*extractor.Package][]string{}
		for _, one := range listed.PackageVulns {
			ids[one.Package] = append(ids[one.Package], one.Vulnerability.GetId())
		}
		for _, one := range listed.Packages {
			told := ids[one]
			slices.Sort(told)
			check(out.Encode(found{root, one.Ecosystem().String(), one.Name, one.Version, fmt.Sprint(one.Location.PathOrEmpty()), told}))
		}
	}
}
