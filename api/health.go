package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// live says that the process answers.
func (s *Server) live(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	c.String(http.StatusOK, "ok\n")
	return nil
}

// readiness says how far the index is.
type readiness struct {
	Ready    bool  `json:"ready"`
	Done     int64 `json:"done"`  // changes of the log that are applied
	Total    int64 `json:"total"` // changes of the log
	Sequence int64 `json:"sequence,omitempty"`
}

// ready says whether searches are answered: 503 while the index catches up.
func (s *Server) ready(c *gin.Context) error {
	done, total := s.engine.Progress()
	answer := readiness{Done: done, Total: total}
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
