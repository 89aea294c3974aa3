package api

import "maillage/web"

// site returns what every page says of this server.
func (s *Server) site() web.Site {
	return web.Site{PublicURL: s.publicURL, SourceURL: sourcePath}
}
