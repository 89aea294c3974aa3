package text

import (
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// Credit returns the line that says whose data something is, as a file gives it
// in HTML: its text, and its links to http and https. Everything else is left
// out.
func Credit(html string) string {
	return strings.Join(strings.Fields(creditPolicy().Sanitize(html)), " ")
}

var creditPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.AllowRelativeURLs(false)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
})
