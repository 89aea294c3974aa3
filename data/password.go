package data

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Bounds of a password.
const (
	MinPassword = 10   // characters
	MaxPassword = 1024 // bytes
)

// passwordCost is what hashing a password costs whoever does it: argon2id as OWASP
// asks for it, some 20 ms and 19 MiB.
type passwordCost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var usualCost = passwordCost{memory: 19 << 10, passes: 2, threads: 1}

// Lengths of what a hash is made of, in bytes.
const (
	saltBytes = 16
	keyBytes  = 32
)

// commonPasswords are those that others try first, of the length that is asked
// for; shorter ones are refused anyway.
var commonPasswords = []string{
	"1234567890", "12345678910", "123456789a", "0123456789", "9876543210", "1q2w3e4r5t", "1qaz2wsx3edc", "qwertyuiop", "azertyuiop",
	"qwerty1234", "azerty1234", "qwerty12345", "azerty12345", "password12", "password123", "password1234", "passw0rd123", "motdepasse", "motdepasse1",
	"motdepasse123", "mot de passe", "monmotdepasse", "administrateur", "administrator", "iloveyou123", "jetaime123", "bonjour123", "changeme123", "letmein1234",
	"maillage123", "marseille13", "abcdefghij", "abcd123456", "1234554321", "1122334455",
}

// ValidatePassword returns nil, or an [*AccountError] that says why a password is
// not taken for an account. Which characters it has is its owner's business.
func ValidatePassword(password string, of *Account) error {
	wrong := func(rule string, facts Facts) error { return &AccountError{"password", rule, facts} }
	if len(password) > MaxPassword {
		return wrong("password_long", Facts{"most": MaxPassword})
	}
	if !utf8.ValidString(password) {
		return wrong("encoding", nil)
	}
	if utf8.RuneCountInString(password) < MinPassword {
		return wrong("password_short", Facts{"least": MinPassword})
	}
	folded := strings.ToLower(password)
	first, _ := utf8.DecodeRuneInString(folded)
	if strings.Trim(folded, string(first)) == "" {
		return wrong("password_common", nil)
	}
	for _, common := range commonPasswords {
		if folded == common {
			return wrong("password_common", nil)
		}
	}
	local, _, _ := strings.Cut(of.Email, "@")
	for _, own := range []string{of.Email, local, strings.ToLower(of.Name)} {
		if folded == own {
			return wrong("password_yours", nil)
		}
	}
	return nil
}

// HashPassword returns what is kept of a password: its argon2id hash with its
// salt and cost, as a PHC string. It takes tens of milliseconds and 19 MiB: the
// caller bounds how many run at once.
func HashPassword(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	return usualCost.hash(password, salt)
}

func (c passwordCost) hash(password string, salt []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads, encode(salt), encode(c.key(password, salt)))
}

// key composes the password first (NFC): keyboards write é in two ways.
func (c passwordCost) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.threads, keyBytes)
}

// NoPassword is a hash that no password has. Checking against it costs what
// checking against another one costs: so nobody learns by the clock which
// accounts exist.
var NoPassword = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, usualCost.memory, usualCost.passes, usualCost.threads,
	base64.RawStdEncoding.EncodeToString(make([]byte, saltBytes)), base64.RawStdEncoding.EncodeToString(make([]byte, keyBytes)))

// CheckPassword reports whether a password has the hash, and whether the hash is
// of another cost than [HashPassword] has now, so that it should be made again.
// What is no hash of ours has no password. Like HashPassword it is slow.
func CheckPassword(password, hash string) (right, old bool) {
	cost, salt, key, ok := parseHash(hash)
	if !ok || len(password) > MaxPassword {
		return false, false
	}
	right = subtle.ConstantTimeCompare(cost.key(password, salt), key) == 1
	return right, right && cost != usualCost
}

// parseHash reads a PHC string, whose cost is at most eight times the usual one.
func parseHash(hash string) (cost passwordCost, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, false
	}
	n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.memory, &cost.passes, &cost.threads)
	if n != 3 || err != nil || cost.memory > 8*usualCost.memory || cost.passes < 1 || cost.passes > 8*usualCost.passes || cost.threads < 1 {
		return cost, nil, nil, false
	}
	if salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err == nil {
		key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	}
	return cost, salt, key, err == nil && len(salt) >= 8 && len(key) == keyBytes
}
