package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"maillage/data"
)

// writtenNetwork is a network as its editors write it.
type writtenNetwork struct{ data.Network }

// networkOfTheHouse are the members of a network that its editors do not say: they are
// taken and not heeded, so that what was read can be sent back.
var networkOfTheHouse = []string{"id", "num", "slug", "key", "clearedSince", "clearedAfter", "revision", "createdBy", "createdAt", "updatedBy", "updatedAt"}

// TransformSchema leaves out what editors do not say, and tells what may be chosen.
func (writtenNetwork) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	for _, member := range networkOfTheHouse {
		delete(s.Properties, member)
	}
	s.Required = []string{"title"}
	choice := func(about string, allowed []any) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Enum: allowed, Description: about}
	}
	s.Properties["status"] = choice("Absent: as it is; of a new one draft, which its people alone see.", anyOf([]data.Status{data.StatusDraft, data.StatusPublished}))
	s.Properties["visibility"] = choice("Who sees it once it is published. Absent: as it is; of a new one private.", anyOf(data.NetworkVisibilities))
	s.Properties["contributors"] = choice("Who may add elements, besides its editors. Absent: as it is; of a new one nobody.", anyOf(data.ContributorsChoices))
	s.Properties["query"] = &huma.Schema{Type: huma.TypeString, MaxLength: count(data.MaxNetworkQuery),
		Description: "What finds elements by itself, as the address of a search has it. Absent: nothing but what is added."}
	return s
}

// sampleNetwork is what the examples write.
const sampleNetwork = `{"title":"Jardins partagés","query":"tag=jardin","status":"published","visibility":"public"}`

// networkWrites are the operations that write networks.
var networkWrites = []writing{
	{"createNetwork", http.MethodPost, networksPath, http.StatusCreated, false, true},
	{"replaceNetwork", http.MethodPut, networksPath + "/{" + networkParameter + "}", http.StatusOK, true, true},
	{"deleteNetwork", http.MethodDelete, networksPath + "/{" + networkParameter + "}", http.StatusNoContent, true, false},
}
