// Package generate invents elements of a commons, as many as asked for, to
// measure a large instance and to try one out. They resemble real ones in what
// decides how fast they are found: people live where people live, a few words and
// tags are on everything while most are rare, kinds, dates and shapes are mixed.
//
// # Conventions
//
// An element is a function of the seed, of its number and of the territories: in
// whatever order and however many are made, number 7 is the same, id and dates
// included. No clock is read; dates lie around the year 2026 ([Present]).
//
// Names, words and telephone numbers are made up (the numbers are those that
// France reserves for fiction), web and mail addresses are of example.org. generate
// does no I/O and keeps nothing.
package generate
