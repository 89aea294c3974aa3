// Package geocode finds addresses by asking a service for them, one that the
// people who keep an instance have chosen: Photon or Addok, or what answers like
// one of these.
//
// A [Geocoder] asks through [fetch.Client], few questions at once, and remembers
// the latest answers in memory. What a service answers is not trusted: places out
// of range, texts with invisible characters, what is too wide to be a place are
// left out. Errors never tell what was asked.
package geocode
