// Package fetch asks other machines over HTTP for small things, and trusts none
// of them.
//
// A [Client] reaches only addresses of the public Internet: each is looked at
// when it is dialled, after the name was looked up, and so is each that a redirect
// leads to. So nobody can have the program ask a machine of the network around it,
// or itself. Hosts that the operator names are exempt. Time, size and redirects
// are bounded; only http and https are spoken, and no proxy of the environment is
// asked.
//
// Errors never tell the path or the query of an address, which may be what
// somebody typed; they may go to a log. The package keeps nothing.
package fetch
