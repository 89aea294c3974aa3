package api

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"maillage/data/store"
)

// live says that the process answers.
func (s *Server) live(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	c.String(http.StatusOK, "ok\n")
	return nil
}

// readiness says how far the index is, and whether anything can be written.
type readiness struct {
	Ready    bool   `json:"ready"`
	Done     int64  `json:"done"`  // changes of the log that are applied
	Total    int64  `json:"total"` // changes of the log
	Sequence int64  `json:"sequence,omitempty"`
	Writable bool   `json:"writable"`
	Reason   string `json:"reason,omitempty"` // why not writable: disk_full or disk_failure
	Behind   bool   `json:"behind,omitempty"` // the index cannot follow the log; the server's log says why
}

// ready says whether searches are answered: 503 while the index catches up. A
// disk that takes no writes, and an index that cannot follow, hinder no reader:
// they are said beside.
func (s *Server) ready(c *gin.Context) error {
	done, total := s.engine.Progress()
	answer := readiness{Done: done, Total: total, Writable: true, Behind: s.engine.Trouble() != nil}
	if s.disk != nil {
		if err := s.disk.Writable(); err != nil {
			answer.Writable, answer.Reason = false, "disk_failure"
			if errors.Is(err, store.ErrFull) {
				answer.Reason = "disk_full"
			}
		}
	}
	status := http.StatusServiceUnavailable
	if snapshot := s.engine.Snapshot(); snapshot != nil {
		status, answer.Ready, answer.Sequence = http.StatusOK, true, snapshot.Sequence()
	} else {
		c.Header("Retry-After", "1")
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(status, answer)
	return nil
}
