package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"maillage/data"
	"maillage/data/geocode"
	"maillage/data/store"
	"maillage/data/text"
	"maillage/web"
)

// instance is the settings as they were read, and what answers need of them. It
// never changes.
type instance struct {
	version  store.SettingsVersion
	settings data.Settings
	site     web.Site
	welcome  map[web.Language]web.Welcome
	theme    string            // a style sheet; empty when no colour is set
	logo     []byte            // a PNG; nil for none
	geocoder *geocode.Geocoder // nil for none
}

// settingsAge is how old settings that are shown may be: another process may
// have changed them meanwhile.
const settingsAge = time.Second

// instances keeps the latest instance.
type instances struct {
	latest  atomic.Pointer[instance]
	checked atomic.Int64 // when its version was last compared, in nanoseconds since 1970
	mu      sync.Mutex   // held by who compares
}

// now returns the instance as it is, or was less than [settingsAge] ago.
func (s *Server) now() *instance {
	latest := s.instances.latest.Load()
	if latest != nil {
		if time.Since(time.Unix(0, s.instances.checked.Load())) < settingsAge || !s.instances.mu.TryLock() {
			return latest
		}
	} else {
		s.instances.mu.Lock()
	}
	defer s.instances.mu.Unlock()
	return s.compare()
}

// renew returns the instance with what was written before the call.
func (s *Server) renew() *instance {
	s.instances.mu.Lock()
	defer s.instances.mu.Unlock()
	return s.compare()
}

// compare reads the settings if their version has changed. When they cannot be
// read, those before stay, or an instance that nobody has set up.
func (s *Server) compare() *instance {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	latest := s.instances.latest.Load()
	version, err := s.store.SettingsVersion(ctx)
	if err == nil && (latest == nil || latest.version != version) {
		var read *instance
		if read, err = s.readInstance(ctx); err == nil {
			latest = read
			s.instances.latest.Store(latest)
		}
	}
	if err != nil {
		s.log.Error("settings cannot be read", "error", err)
		if latest == nil {
			return s.newInstance(nil, store.SettingsVersion{}, nil)
		}
	}
	s.instances.checked.Store(time.Now().UnixNano())
	return latest
}

func (s *Server) readInstance(ctx context.Context) (*instance, error) {
	settings, version, err := s.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	logo, err := s.store.Logo(ctx)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return s.newInstance(settings, version, logo), nil
}

func (s *Server) newInstance(settings data.Settings, version store.SettingsVersion, logo []byte) *instance {
	i := &instance{version: version, settings: settings, logo: logo, theme: themeOf(settings), welcome: map[web.Language]web.Welcome{}}
	i.site = web.Site{
		PublicURL: s.publicURL, SourceURL: sourcePath,
		Name: settings[data.SettingName], Contact: settings[data.SettingContact],
		Taglines: map[web.Language]string{}, Charter: map[web.Language]template.HTML{},
		Legal: web.Publisher{
			Name: settings[data.SettingPublisher], Address: settings[data.SettingPublisherAddress], Phone: settings[data.SettingPublisherPhone],
			Registration: settings[data.SettingRegistration], Director: settings[data.SettingDirector],
			HostName: settings[data.SettingHostName], HostAddress: settings[data.SettingHostAddress], HostPhone: settings[data.SettingHostPhone],
		},
	}
	if s.basemap != nil {
		i.site.Basemap = s.basemap.Info().Format.Name
	}
	if i.geocoder = s.geocoderOf(settings); i.geocoder != nil {
		i.site.Geocoder = i.geocoder.Host()
	}
	if logo != nil {
		i.site.Logo = fmt.Sprintf("%s?v=%d", logoPath, version.Logo)
	}
	if i.theme != "" {
		i.site.Theme = fmt.Sprintf("%s?v=%d", themePath, version.Settings)
	}
	for _, code := range settings.Languages() {
		i.site.Languages = append(i.site.Languages, web.Language(code))
	}
	for _, language := range web.Languages {
		in := func(fr, en data.SettingKey) string { return settings.InLanguage(string(language), fr, en) }
		i.site.Taglines[language] = in(data.SettingTaglineFR, data.SettingTaglineEN)
		i.site.Charter[language] = text.Page(in(data.SettingCharterFR, data.SettingCharterEN))
		i.welcome[language] = welcomeOf(in(data.SettingWelcomeFR, data.SettingWelcomeEN))
	}
	return i
}

func welcomeOf(source string) web.Welcome {
	sum := sha256.Sum256([]byte(source))
	return web.Welcome{Text: text.Page(source), Version: hex.EncodeToString(sum[:6])}
}

// themeOf returns a style sheet with the colours of an instance, for the light
// and for the dark theme.
func themeOf(settings data.Settings) string {
	var light, dark strings.Builder
	for _, named := range []struct {
		key  data.SettingKey
		name string // of the property in the style sheets of the pages
	}{{data.SettingPrimary, "leaf"}, {data.SettingAccent, "clay"}} {
		color, ok := data.ParseColor(settings[named.key])
		if !ok {
			continue
		}
		inLight, inDark := data.Tints(color)
		for to, tint := range map[*strings.Builder]data.Tint{&light: inLight, &dark: inDark} {
			fmt.Fprintf(to, "--%s:%v;--%s-wash:%v;", named.name, tint.Color, named.name, tint.Wash)
			if named.name == "leaf" {
				fmt.Fprintf(to, "--on-leaf:%v;", tint.On)
			}
		}
	}
	if light.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(":root{%s}\n@media (prefers-color-scheme:dark){:root{%s}}\n", light.String(), dark.String())
}
