package main

import (
	"cmp"
	"fmt"
	"runtime"
)

// What the build says of itself, see the Makefile.
var (
	version string // v1.2.0, or what git describe makes of a commit after it
	commit  string // the commit that it was built from, and its day
)

// versionText says which program this is, and what built it.
func versionText() string {
	return fmt.Sprintf("maillage %s (%s), %s, %s/%s", cmp.Or(version, "development version"), cmp.Or(commit, "unknown commit"),
		runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
