// Package control lets commands work on a data folder that a server holds:
// through a unix socket in the folder, they ask the server to write for them.
//
// # Conventions
//
// The socket is open to the folder's owner alone (mode 0600); whoever reaches it
// may do everything. It speaks HTTP: a call is a POST to /control/NAME with a
// JSON document, answered with another one. Any other request goes to the
// handler that the public has, so that an export through the socket is the
// site's own. Reading needs no call: SQLite lets other processes read beside the
// owner (store.OpenForReading), at one moment and at full speed.
//
// [Door] lists what can be asked. commons.Commons is one, and so is the
// [Client], which hands each act to the server's: a command does not know which
// it has. A new act is a method of Door, a row of calls and a method of Client.
//
// control decides nothing and keeps nothing.
package control
