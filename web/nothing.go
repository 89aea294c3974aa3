package web

// nothing is what an empty answer says of where it looked.
type nothing struct {
	Territory *Territory // the one territory that was asked; nil for another place
	Key       string     // the message that names another place; "" for the whole world
	Distance  float64    // metres, of the message inside_near
}

// Nothing says where an empty answer looked: "Rien à Foix".
func (e Explore) Nothing() nothing {
	codes := e.Query["in"]
	switch {
	case len(codes) > 1:
		return nothing{Key: "inside_several"}
	case len(codes) == 1:
		asked := Territory{Code: codes[0], Name: e.label("in", codes[0])}
		for _, step := range e.Ladder {
			if step.Code == asked.Code {
				asked = step.Territory
			}
		}
		return nothing{Territory: &asked}
	case e.Query.Has("bbox"):
		return nothing{Key: "inside_bbox"}
	case e.radius() > 0:
		return nothing{Key: "inside_near", Distance: e.radius()}
	}
	return nothing{}
}

// nowhere returns where an empty answer looked, "" for the whole world.
func (w *words) nowhere(a articles, n nothing) (string, error) {
	switch {
	case n.Territory != nil:
		return a.inside(w.language, *n.Territory), nil
	case n.Key == "inside_near":
		return w.text(n.Key, "distance", w.distance(n.Distance))
	case n.Key != "":
		return w.text(n.Key)
	}
	return "", nil
}
