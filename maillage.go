// Package maillage is the root of the project: it holds no code, only the test
// that keeps the architecture. ARCHITECTURE.md draws what it checks.
package maillage
