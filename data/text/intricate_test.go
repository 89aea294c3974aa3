package text

import (
	"strings"
	"testing"
	"time"

	"maillage/data"
)

// TestHostileTextsAreReadQuickly takes texts that would keep a reader of Markdown busy
// for a second each, on every page that shows them.
func TestHostileTextsAreReadQuickly(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, data.MaxDescription/len(s)) }
	for name, source := range map[string]string{
		"quotes": fill(">"), "quotes with spaces": fill("> "), "lists": fill("- "), "numbers": fill("1. "), "quotes of lists": fill("> - "),
		"lines of quotes": fill(strings.Repeat(">", maxNested) + "a\n"), "lines of lists": fill(strings.Repeat("- ", maxNested) + "a\n"),
		"pictures": fill("![]("), "links": fill("[[]]("), "brackets": fill("["), "few brackets": strings.Repeat("![](", maxBrackets),
		"deep lists": func() string {
			var b strings.Builder
			for i := 0; b.Len() < data.MaxDescription; i++ {
				b.WriteString(strings.Repeat(" ", 2*maxNested/3*i) + strings.Repeat("- ", maxNested/3) + "a\n")
			}
			return b.String()
		}(),
	} {
		begin := time.Now()
		html, plain := HTML(source), Plain(source)
		if took := time.Since(begin); took > 500*time.Millisecond {
			t.Errorf("%s: %v for %d bytes of HTML, %d of words", name, took, len(html), len(plain))
		}
	}
}

func TestATextWithTooManyMarksIsShownAsItStands(t *testing.T) {
	source := strings.Repeat(">", maxNested+1) + " <script>alert(1)</script>\n*fin*"
	want := "<p>" + strings.Repeat("&gt;", maxNested+1) + " &lt;script&gt;alert(1)&lt;/script&gt;<br>\n*fin*</p>\n"
	if got := string(HTML(source)); got != want {
		t.Errorf("HTML = %q, want %q", got, want)
	}
	if got := Plain(source); got != strings.Repeat(">", maxNested+1)+" <script>alert(1)</script> *fin*" {
		t.Errorf("Plain = %q", got)
	}
	for name, written := range map[string]string{
		"a quote in quotes": ">>>> bonjour", "rules": "a\n\n" + strings.Repeat("-", 200) + "\n" + strings.Repeat("*", 200), "blanks": strings.Repeat(" ", 200) + "\n", "a list": "- 1. > a",
		"a table": "|a|\n|-|\n|b|", "many links": strings.Repeat("[a](https://example.org) ", 300),
	} {
		if isIntricate(written) {
			t.Errorf("%s is not read", name)
		}
	}
}
