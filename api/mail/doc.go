// Package mail sends mails through the server that an instance has set up.
//
// # Conventions
//
// One call sends one mail of plain text to one address, and takes no longer and
// reads no more than [Limit] and [MaxAnswer], whatever the server does. Without
// encryption nothing leaves this machine ([maillage/data.Settings] sees to that).
// A failure is an [*Error], whose Reason a page has a sentence for. Nothing is
// retried, kept or written to a log here.
package mail
