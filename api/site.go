package api

import "maillage/web"

// site returns what every page says of this server.
func (s *Server) site() web.Site {
	site := web.Site{PublicURL: s.publicURL, SourceURL: sourcePath}
	if s.basemap != nil {
		site.Basemap = s.basemap.Info().Format.Name
	}
	return site
}
