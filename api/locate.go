package api

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"maillage/geo"
	"maillage/index"
)

// locateAnswer says in which territories a point lies.
type locateAnswer struct {
	Territories []territoryRef `json:"territories" doc:"Narrow to wide; empty far from any land."`
	Approximate bool           `json:"approximate" doc:"Whether the point lies off every outline, up to 5 km, and the nearest was taken."`
}

var locateOperation = huma.Operation{
	OperationID: "locate", Path: "/api/v1/locate",
	Parameters: []*huma.Param{degreesParameter("lon", 180), degreesParameter("lat", 90)},
}

func (s *Server) locate(ctx context.Context, r *request) (*output[locateAnswer], error) {
	parameters, err := readParameters(r.rawQuery, "lon", "lat")
	if err != nil {
		return nil, err
	}
	lon, err := readDegrees(parameters, "lon", 180)
	if err != nil {
		return nil, err
	}
	lat, err := readDegrees(parameters, "lat", 90)
	if err != nil {
		return nil, err
	}
	snapshot, err := s.snapshot(ctx, r.minSequence)
	if err != nil {
		return nil, err
	}
	chain, approximate := snapshot.Gazetteer().Locate(geo.Point{Lon: lon, Lat: lat})
	return newOutput(snapshot, &locateAnswer{territoryRefs(chain, r.language), approximate}), nil
}

// readDegrees reads a number from -most to most.
func readDegrees(parameters map[string]string, name string, most float64) (float64, error) {
	text := parameters[name]
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= -most && v <= most) {
		return 0, index.Refuse(name, index.RuleDegrees, "value", text, "most", strconv.FormatFloat(most, 'f', -1, 64))
	}
	return v, nil
}
