// Package maillage is the root of the project: it holds the source code that
// the program offers to whoever it serves, and the test that keeps the
// architecture. ARCHITECTURE.md draws what that test checks.
//
// Only cmd/maillage imports it.
package maillage
