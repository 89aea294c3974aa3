package index

// trouble is why an engine cannot follow its source.
type trouble struct{ err error }

// Trouble returns nil, or why the engine cannot follow its source for now.
// Readers have the last snapshot meanwhile.
func (e *Engine) Trouble() error {
	if met := e.trouble.Load(); met != nil {
		return met.err
	}
	return nil
}

// noteTrouble keeps what happened in a step, and logs when that is news.
func (e *Engine) noteTrouble(err error) {
	switch before := e.Trouble(); {
	case err != nil:
		e.trouble.Store(&trouble{err})
		if before == nil {
			e.logger.Error("the index cannot follow the data: searches show what they showed, until it can", "error", err)
		}
	case before != nil:
		e.trouble.Store(nil)
		e.logger.Info("the index follows the data again")
	}
}
