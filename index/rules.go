package index

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rule names what is wrong with a parameter. It is stable: messages in other
// languages are found by it.
type Rule string

// The rules.
const (
	RuleUnreadable     Rule = "unreadable" // the whole query string
	RuleTooLong        Rule = "too_long"   // the whole query string: length, most
	RuleUnknown        Rule = "unknown"    // known
	RuleNoneTaken      Rule = "none_taken"
	RuleRepeated       Rule = "repeated" // count
	RuleNotText        Rule = "not_text"
	RuleMissingWords   Rule = "missing_words"
	RuleChoice         Rule = "choice" // value, allowed
	RuleWords          Rule = "words"  // length, most
	RuleValues         Rule = "values" // count, most
	RuleTag            Rule = "tag"    // value
	RuleTagLength      Rule = "tag_length"
	RuleType           Rule = "type"         // value
	RuleTerritoryCode  Rule = "code"         // value
	RuleNoTerritory    Rule = "no_territory" // value
	RuleBox            Rule = "box"          // value
	RuleBoxUpsideDown  Rule = "box_reversed" // value
	RulePoint          Rule = "point"        // value
	RuleLongitude      Rule = "longitude"    // value
	RuleLatitude       Rule = "latitude"     // value
	RuleDegrees        Rule = "degrees"      // value, most
	RuleDistance       Rule = "distance"     // value, most
	RuleNumber         Rule = "number"       // value, least, most
	RuleNeedsNear      Rule = "needs_near"   // of radius
	RuleSortNeedsNear  Rule = "sort_near"    // of sort
	RuleSortNeedsWords Rule = "sort_words"   // of sort
	RuleCursor         Rule = "cursor"       //
	RuleNotHere        Rule = "not_here"     // of what a map does not take
	RuleIdentifier     Rule = "identifier"   // value
	RuleInstant        Rule = "instant"      // value
	RuleSequence       Rule = "sequence"     // of Min-Sequence

	RuleNetwork          Rule = "network"           // value
	RuleNetworkReference Rule = "network_reference" // value
	RuleNetworkField     Rule = "network_field"     // value
	RuleNeedsNetwork     Rule = "needs_network"     // of a field
	RuleNetworkInside    Rule = "network_inside"    // of the query of a network
)

// ruleTexts says each rule in English, its values in braces.
var ruleTexts = map[Rule]string{
	RuleUnreadable:     "cannot be read: write name=value pairs joined by &, with %XX for special characters",
	RuleTooLong:        "is {length} bytes long, at most {most} are read",
	RuleUnknown:        "is not a parameter here; these are: {known}",
	RuleNoneTaken:      "is not a parameter here: this address takes none",
	RuleRepeated:       "is given {count} times, once is allowed",
	RuleNotText:        "is not UTF-8 text",
	RuleMissingWords:   "is missing: the beginning of a name or of a postcode",
	RuleChoice:         `"{value}" is not one of {allowed}`,
	RuleWords:          "has {length} characters, at most {most} are taken",
	RuleValues:         "has {count} values, at most {most} are taken",
	RuleTag:            `"{value}" has no letter or digit`,
	RuleTagLength:      "is longer than {most} characters",
	RuleType:           `"{value}" is not the name of a type`,
	RuleTerritoryCode:  `"{value}" is not a territory code, like FR, FR-BRE, FR-35, FR-35238 or FR-EPCI-243500139`,
	RuleNoTerritory:    `no territory has the code "{value}" here`,
	RuleBox:            `"{value}" is not west,south,east,north in degrees, like -2.1,47.9,-1.3,48.3`,
	RuleBoxUpsideDown:  `"{value}" has its south above its north: write west,south,east,north`,
	RulePoint:          `"{value}" is not longitude,latitude in degrees, like -1.68,48.11`,
	RuleLongitude:      `longitude {value} is not between -180 and 180; write longitude before latitude`,
	RuleLatitude:       `latitude {value} is not between -90 and 90; write longitude before latitude`,
	RuleDegrees:        `"{value}" is not a number of degrees from -{most} to {most}`,
	RuleDistance:       `"{value}" is not a distance in metres above 0 and up to {most}`,
	RuleNumber:         `"{value}" is not a number from {least} to {most}`,
	RuleNeedsNear:      "needs near=longitude,latitude to be measured from",
	RuleSortNeedsNear:  "distance needs near=longitude,latitude to be measured from",
	RuleSortNeedsWords: "relevance needs words in q",
	RuleCursor:         "is not one that a page gave as next: ask again without it",
	RuleNotHere:        "does not belong here: a map shows everything that matches",
	RuleIdentifier:     `"{value}" is not an id: expected 36 characters like 01890a5d-ac96-774b-bcce-b302099a8057`,
	RuleInstant:        `"{value}" is not a date like 2026-05-23 or an instant like 2026-05-23T19:00:00Z, from 1970 on`,
	RuleSequence:       "is not the number that an answer gave as Sequence",

	RuleNetwork:          `no map is called "{value}" here, or you may not see it`,
	RuleNetworkReference: `"{value}" does not name a map, like jardins-de-bretagne`,
	RuleNetworkField:     `the map has no field called "{value}" that anybody may read, or it is empty`,
	RuleNeedsNetwork:     "needs network= to name the same map",
	RuleNetworkInside:    "does not belong into the search of a map: maps are not made of maps",
}

// Rules lists every rule, in no order.
func Rules() []Rule {
	all := make([]Rule, 0, len(ruleTexts))
	for rule := range ruleTexts {
		all = append(all, rule)
	}
	return all
}

// QueryError says which parameter of a query is wrong, and by which rule.
type QueryError struct {
	Param  string // empty when the whole string cannot be read
	Rule   Rule
	Values map[string]string // what the rule is about, by its name in the rule's text
}

// Refuse returns the error of a parameter that breaks a rule. pairs are names
// and values of what the rule is about; of what a client sent, only so much is
// repeated as people read.
func Refuse(param string, rule Rule, pairs ...string) *QueryError {
	e := &QueryError{Param: brief(param), Rule: rule, Values: make(map[string]string, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		if pairs[i] == "value" {
			value = brief(value)
		}
		e.Values[pairs[i]] = value
	}
	return e
}

// Error says it in English.
func (e *QueryError) Error() string {
	var pairs []string
	for name, value := range e.Values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	reason := strings.NewReplacer(pairs...).Replace(ruleTexts[e.Rule])
	if e.Param == "" {
		return "query: " + reason
	}
	return e.Param + ": " + reason
}

// maxQuoted is how many characters of a value an error repeats.
const maxQuoted = 60

// brief returns text as an error may repeat it: valid, printable and short.
func brief(text string) string {
	if len(text) > 4*maxQuoted { // no need to look at all of it
		text = text[:4*maxQuoted]
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, strings.ToValidUTF8(text, string(utf8.RuneError)))
	if runes := []rune(text); len(runes) > maxQuoted {
		return string(runes[:maxQuoted-1]) + "…"
	}
	return text
}

// broken is Refuse for readers, which do not know the parameter they read.
func broken(rule Rule, pairs ...string) error { return Refuse("", rule, pairs...) }

func brokenCount(rule Rule, name string, n, most int) error {
	return broken(rule, name, strconv.Itoa(n), "most", strconv.Itoa(most))
}
