package api

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"maillage/data"
	"maillage/index"
	"maillage/web"
)

// failing answers an address with an error: a page to people, a problem to
// programs.
func (p *pages) failing(err error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if isShared(c.Request.URL.Path) || !strings.Contains(c.GetHeader("Accept"), "text/html") {
			p.Server.handle(func(*gin.Context) error { return err })(c)
			return
		}
		p.handle(languageOfPath(c.Request.URL.Path), func(*gin.Context, web.Language, *bytes.Buffer) error { return err })(c)
	}
}

func languageOfPath(path string) web.Language {
	if strings.HasPrefix(path, web.English.Path("/")) {
		return web.English
	}
	return web.French
}

// problemView returns what the page of a problem shows: what is wrong, and where
// to go from there.
func (p *pages) problemView(c *gin.Context, wrong *problem) web.Problem {
	view := web.Problem{Status: wrong.Status, Detail: wrong.Detail, Param: wrong.Param}
	parameters := c.Request.URL.Query()
	switch {
	case parameters.Has(wrong.Param) && wrong.Param != "":
		parameters.Del(wrong.Param)
		view.WithoutPath = withQuery(c.Request.URL.EscapedPath(), parameters.Encode())
		view.Words = searchable(parameters.Get("q"))
	case wrong.Status == http.StatusNotFound:
		view.Words = wordsOf(c.Request.URL.Path)
	}
	if snapshot := p.engine.Snapshot(); snapshot != nil && wrong.Status == http.StatusNotFound && view.Words != "" {
		for _, t := range snapshot.FindTerritories(view.Words, usualSuggestions) {
			view.Territories = append(view.Territories, territoryName(t, wrong.language))
		}
	}
	return view
}

// wordsOf returns the words that the last part of an address is made of, without
// those of ids and of files.
func wordsOf(address string) string {
	last, _, _ := strings.Cut(path.Base(address), data.NetworkKeyMark) // a key is no word
	if strings.ContainsAny(last, ".%") || strings.HasPrefix(address, "/e/") || strings.HasPrefix(address, "/en/e/") {
		return ""
	}
	return searchable(strings.Join(strings.FieldsFunc(last, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " "))
}

// searchable returns text that a search takes, empty for what it would refuse.
func searchable(text string) string {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > index.MaxWords {
		return ""
	}
	return text
}
