package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"maillage/data"
)

// networkThemePath ends the address of the colours of a network.
const networkThemePath = "/theme.css"

// networkTheme sends the colours of a network.
func (s *Server) networkTheme(c *gin.Context) error {
	snapshot, err := s.shown(c)
	if err != nil {
		return err
	}
	n, err := s.openNetwork(c.Request.Context(), snapshot, c.Param(networkParameter))
	if err != nil {
		return err
	}
	c.Header("Cache-Control", cachedFor(c, int64(n.Revision)))
	c.Data(http.StatusOK, "text/css; charset=utf-8", []byte(themeOfNetwork(&n)))
	return nil
}

// themeOfNetwork returns a style sheet with the main colour of a network, those of its
// marks, and of kinds that have a mark, for the light and for the dark theme; empty for none.
func themeOfNetwork(n *data.Network) string {
	var light, dark strings.Builder
	if color, ok := data.ParseColor(n.Look.Color); ok {
		inLight, inDark := data.Tints(data.Legible(color))
		for to, tint := range map[*strings.Builder]data.Tint{&light: inLight, &dark: inDark} {
			fmt.Fprintf(to, "--leaf:%v;--leaf-wash:%v;--on-leaf:%v;", tint.Color, tint.Wash, tint.On)
		}
	}
	marked := map[string]bool{}
	for i, mark := range n.Look.Marks {
		color, ok := data.ParseColor(mark.Color)
		if !ok {
			continue
		}
		names := []string{"mark-" + strconv.Itoa(i+1)}
		if mark.Parameter == "kind" && !marked[mark.Value] && slices.Contains(data.Kinds, data.Kind(mark.Value)) {
			marked[mark.Value] = true
			names = append(names, mark.Value) // the colour of dots in lists
		}
		inLight, inDark := data.Tints(data.Legible(color))
		for _, name := range names {
			fmt.Fprintf(&light, "--%s:%v;", name, inLight.Color)
			fmt.Fprintf(&dark, "--%s:%v;", name, inDark.Color)
		}
	}
	if light.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(":root{%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n", light.String(), dark.String())
}
