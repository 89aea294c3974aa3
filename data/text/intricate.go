package text

import (
	"html"
	"html/template"
	"strings"
)

// Bounds of what is read as Markdown. Reading takes time that grows with the square
// of these; who writes for people stays far below.
const (
	maxNested     = 24  // quotes and lists, one in another
	maxBrackets   = 500 // of links and pictures
	blanksOfLevel = 4   // before a line that stands in one more list
)

// isIntricate reports whether a text has more marks than anybody writes for people:
// it is shown as it stands, and not read as Markdown.
func isIntricate(source string) bool {
	if strings.Count(source, "[") > maxBrackets {
		return true
	}
	for line := range strings.Lines(source) {
		if nested(line) > maxNested {
			return true
		}
	}
	return false
}

// nested returns how many quotes and lists a line stands in at most: those it begins,
// and one for each few blanks before its words.
func nested(line string) int {
	line = strings.TrimRight(line, "\r\n")
	marks, blanks := 0, 0
	for i := range len(line) {
		switch c := line[i]; {
		case c == ' ':
			blanks++
		case c == '\t':
			blanks += blanksOfLevel
		case c == '>', isMark(c) && (i+1 == len(line) || line[i+1] == ' ' || line[i+1] == '\t'):
			marks++
		case c < '0' || c > '9':
			return marks + blanks/blanksOfLevel
		}
	}
	return marks // without a word
}

// isMark reports whether c, before a blank, may begin a part of a list.
func isMark(c byte) bool { return c == '-' || c == '+' || c == '*' || c == '.' || c == ')' }

// asItStands returns a text as one paragraph, its marks and lines as they are.
func asItStands(source string) template.HTML {
	return template.HTML("<p>" + strings.ReplaceAll(html.EscapeString(strings.TrimSpace(source)), "\n", "<br>\n") + "</p>\n")
}
