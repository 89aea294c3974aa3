package maillage

import "embed"

// Source is the source code that the program was built from, whole: every copy
// that serves people offers it to them, as section 13 of the licence asks,
// changes of its own included.
//
//go:embed *.go *.md LICENSE Makefile go.mod go.sum staticcheck.conf .gitignore all:.ci docs
//go:embed geo data index tiles api cmd packaging
//go:embed web/*.go web/*.json web/*.js web/*.mjs web/*.ts web/.gitignore web/.npmrc web/dist/index.html
//go:embed web/src web/templates web/messages web/test web/e2e web/testdata
var Source embed.FS
