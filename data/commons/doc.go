// Package commons is the only door through which the commons change.
//
// # Conventions
//
// Each function is one act: it checks the act against the rules of package
// data, and writes all of it in one transaction of package store or none of it.
// When it returns, what it wrote is on the disk and has its numbers in the log.
// Values given are never changed.
//
// commons states no rule and knows no table; reading is done from the store
// itself.
package commons
