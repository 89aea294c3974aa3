// Package store keeps the truth: elements with every revision they had,
// territories, and the ordered log of what changed, in one SQLite file inside a
// data folder; and the files of photos, in a folder beside it.
//
// # Conventions
//
// A data folder has one owner at a time, the process that holds its lock
// ([ErrOwned]). Inside it any number of goroutines read while one writes; other
// processes may read ([OpenForReading]) and back up ([Backup]) meanwhile.
// A transaction ([Store.Update]) writes rows, revisions and log entries
// together, and it is on the disk when Update returns. Log numbers are taken
// inside the transaction, under the one writer: they have no gap and their
// order is the order of commits. Nums of elements are given the same way and
// never reused.
//
// Whole values are kept as JSON documents; columns exist only for what is looked
// up. Values returned are the caller's own.
//
// store decides nothing: which changes are allowed is the business of package
// commons, the only one that may call Update.
package store
