package mail

import (
	"errors"
	"net"
	"time"
)

// MaxAnswer is how many bytes of a server's answers are read, all in all.
const MaxAnswer = 1 << 20

// errTalkative marks a server that says more than any mail takes.
var errTalkative = errors.New("the server says too much")

// boundedConnection is a connection that ends at an instant, whatever deadline
// is set on it, and of which no more than so many bytes are read.
type boundedConnection struct {
	net.Conn
	end  time.Time
	left int // bytes that may still be read
}

// Read reads while there is something left to read.
func (c *boundedConnection) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTalkative
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// SetDeadline sets a deadline, no later than the end.
func (c *boundedConnection) SetDeadline(t time.Time) error { return c.Conn.SetDeadline(c.sooner(t)) }

// SetReadDeadline sets a deadline, no later than the end.
func (c *boundedConnection) SetReadDeadline(t time.Time) error {
	return c.Conn.SetReadDeadline(c.sooner(t))
}

// SetWriteDeadline sets a deadline, no later than the end.
func (c *boundedConnection) SetWriteDeadline(t time.Time) error {
	return c.Conn.SetWriteDeadline(c.sooner(t))
}

func (c *boundedConnection) sooner(t time.Time) time.Time {
	if t.IsZero() || t.After(c.end) {
		return c.end
	}
	return t
}
