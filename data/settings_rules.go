package data

import (
	"errors"
	"math"
	"net"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// settingRule says what a text may be.
type settingRule struct {
	key   SettingKey
	most  int  // characters
	lines bool // whether it may have several
	check func(c *settingsChecker, key SettingKey, value string)
}

// settingRules has a rule for every key, in the order in which they are shown.
var settingRules = []settingRule{
	{key: SettingName, most: 60, check: (*settingsChecker).visible},
	{key: SettingTaglineFR, most: 120},
	{key: SettingTaglineEN, most: 120},
	{key: SettingPrimary, most: 7, check: (*settingsChecker).color},
	{key: SettingAccent, most: 7, check: (*settingsChecker).color},
	{key: SettingTerritory, most: 30},
	{key: SettingView, most: 500, check: (*settingsChecker).view},
	{key: SettingLanguages, most: 5, check: oneSettingOf("languages", LanguageChoices)},
	{key: SettingWelcomeFR, most: 5000, lines: true},
	{key: SettingWelcomeEN, most: 5000, lines: true},
	{key: SettingCharterFR, most: MaxDescription, lines: true},
	{key: SettingCharterEN, most: MaxDescription, lines: true},
	{key: SettingContact, most: 254, check: (*settingsChecker).email},
	{key: SettingPublisher, most: 200},
	{key: SettingPublisherAddress, most: 300, lines: true},
	{key: SettingPublisherPhone, most: MaxPhone, check: (*settingsChecker).phone},
	{key: SettingRegistration, most: 200},
	{key: SettingDirector, most: 200},
	{key: SettingHostName, most: 200},
	{key: SettingHostAddress, most: 300, lines: true},
	{key: SettingHostPhone, most: MaxPhone, check: (*settingsChecker).phone},
	{key: SettingMailHost, most: 253, check: (*settingsChecker).host},
	{key: SettingMailPort, most: 5, check: (*settingsChecker).port},
	{key: SettingMailSecurity, most: 8, check: oneSettingOf("security", MailSecurities)},
	{key: SettingMailUser, most: 254},
	{key: SettingMailPassword, most: 500},
	{key: SettingMailFrom, most: 254, check: (*settingsChecker).email},
	{key: SettingGeocoderKind, most: 10, check: oneSettingOf("geocoder_kind", GeocoderKinds)},
	{key: SettingGeocoderURL, most: 500, check: (*settingsChecker).service},
}

// SettingKeys returns every key, in the order in which they are shown.
func SettingKeys() []SettingKey {
	keys := make([]SettingKey, len(settingRules))
	for i, rule := range settingRules {
		keys[i] = rule.key
	}
	return keys
}

// Most returns how many characters the text of a key may have, 0 for one that
// is no key.
func (key SettingKey) Most() int {
	for _, rule := range settingRules {
		if rule.key == key {
			return rule.most
		}
	}
	return 0
}

// Validate returns nil, or every broken rule as joined [*SettingError]s, in the
// order of the keys. Whether there is a territory of the code is not asked.
func (s Settings) Validate() error {
	c := &settingsChecker{settings: s}
	for _, rule := range settingRules {
		if value := s[rule.key]; value != "" && c.text(rule, value) && rule.check != nil {
			rule.check(c, rule.key, value)
		}
	}
	for key := range s {
		if key.Most() == 0 {
			c.refuse(key, "unknown", nil)
		}
	}
	c.mail()
	if s[SettingGeocoderURL] != "" && s[SettingGeocoderKind] == "" {
		c.refuse(SettingGeocoderKind, "geocoder_missing", nil)
	}
	return errors.Join(c.errs...)
}

// settingsChecker collects broken rules.
type settingsChecker struct {
	settings Settings
	errs     []error
}

func (c *settingsChecker) refuse(key SettingKey, rule string, facts Facts) {
	c.errs = append(c.errs, &SettingError{key, rule, facts})
}

// text checks what every text obeys, and reports whether it does.
func (c *settingsChecker) text(rule settingRule, value string) bool {
	n := utf8.RuneCountInString(value)
	switch {
	case !utf8.ValidString(value):
		c.refuse(rule.key, "encoding", nil)
	case strings.ContainsFunc(value, IsForbidden):
		c.refuse(rule.key, "invisible", nil)
	case n > rule.most:
		c.refuse(rule.key, "long", Facts{"count": n, "most": rule.most})
	case !rule.lines && strings.ContainsAny(value, "\n\r\t"):
		c.refuse(rule.key, "line", nil)
	default:
		return true
	}
	return false
}

func (c *settingsChecker) visible(key SettingKey, value string) {
	if !strings.ContainsFunc(value, isVisible) {
		c.refuse(key, "visible", nil)
	}
}

func (c *settingsChecker) color(key SettingKey, value string) {
	color, ok := ParseColor(value)
	if !ok {
		c.refuse(key, "color", Facts{"value": value})
		return
	}
	if ratio := Contrast(color, lightGround); ratio < MinContrast {
		// Rounded down, so that what falls short never reads as enough.
		c.refuse(key, "contrast", Facts{"value": value, "ratio": math.Floor(ratio*10) / 10, "needed": MinContrast})
	}
}

func (c *settingsChecker) view(key SettingKey, value string) {
	if _, ok := ParseStartView(value); !ok {
		c.refuse(key, "view", Facts{"value": value})
	}
}

func (c *settingsChecker) email(key SettingKey, value string) {
	if !IsEmail(value) {
		c.refuse(key, "email", Facts{"value": value})
	}
}

// IsEmail reports whether s is an e-mail address alone, without a name.
func IsEmail(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && len(s) <= 254
}

func (c *settingsChecker) phone(key SettingKey, value string) {
	digits := 0
	for _, r := range value {
		if r >= '0' && r <= '9' {
			digits++
		} else if !strings.ContainsRune("+ .-()/\u00a0\u202f", r) {
			digits = -MaxPhone // no number of digits makes up for it
		}
	}
	if digits < 3 {
		c.refuse(key, "phone", Facts{"value": value})
	}
}

func (c *settingsChecker) host(key SettingKey, value string) {
	if net.ParseIP(value) != nil {
		return
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(value, "."), ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, isNoHostRune) {
			c.refuse(key, "host", Facts{"value": value})
			return
		}
	}
}

func isNoHostRune(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

func (c *settingsChecker) port(key SettingKey, value string) {
	if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 65535 {
		c.refuse(key, "port", Facts{"value": value})
	}
}

func oneSettingOf(rule string, allowed []string) func(*settingsChecker, SettingKey, string) {
	return func(c *settingsChecker, key SettingKey, value string) {
		if !slices.Contains(allowed, value) {
			c.refuse(key, rule, Facts{"value": value})
		}
	}
}

// mail checks what settings of mails ask of one another.
func (c *settingsChecker) mail() {
	s := c.settings
	if s[SettingMailHost] != "" && s[SettingMailFrom] == "" {
		c.refuse(SettingMailFrom, "mail_from", nil)
	}
	if s[SettingMailPassword] != "" && s[SettingMailUser] == "" {
		c.refuse(SettingMailUser, "mail_user", nil)
	}
	if s[SettingMailSecurity] == "none" && s[SettingMailHost] != "" && !isLocalHost(s[SettingMailHost]) {
		c.refuse(SettingMailSecurity, "unencrypted", Facts{"host": s[SettingMailHost]})
	}
}

// isLocalHost reports whether a host is this machine.
func isLocalHost(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
