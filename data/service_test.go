package data_test

import (
	"testing"

	"maillage/data"
)

func TestIsOwnHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "photon": true, "photon.local": true, "geo.lan": true, "127.0.0.1": true,
		"192.168.1.20": true, "::1": true, "fd00::1": true, "::ffff:10.0.0.1": true,
		"photon.example.org": false, "local.example.org": false, "93.184.215.14": false, "169.254.169.254": false, "0.0.0.0": false,
		"2130706433": false, "0x7f000001": false, "127.1": false, "2606:4700::1": false, "": false, "10.example.org": false,
	} {
		if got := data.IsOwnHost(host); got != want {
			t.Errorf("IsOwnHost(%q) = %v, want %v", host, got, want)
		}
	}
}

func TestTheAddressServiceIsChecked(t *testing.T) {
	tests := []struct {
		name, kind, address string
		want                string // the error; "" for none
	}{
		{"photon", "photon", "https://photon.example.org/api", ""},
		{"addok with a key", "addok", "https://geo.example.org/search?apikey=1", ""},
		{"on this machine", "photon", "http://127.0.0.1:2322/api", ""},
		{"beside this machine, in a container", "photon", "http://photon:2322/api", ""},
		{"a kind alone", "photon", "", ""},
		{"neither", "", "", ""},
		{"another kind", "nominatim", "https://geo.example.org/search", "geocoder.kind: “nominatim” is not a sort of address service. Choose photon or addok."},
		{"an address alone", "", "https://photon.example.org/api", "geocoder.kind: Say first which sort of address service it is: photon or addok."},
		{"in the clear", "photon", "http://photon.example.org/api", "geocoder.url: What people type would go to photon.example.org unencrypted, for anybody between here and there to read. Give an address that begins with https://; only a service on this machine or in its own network goes without."},
		{"a host alone", "photon", "photon.example.org", "geocoder.url: “photon.example.org” is not the address of a service. Write it like https://photon.example.org/api, without a question behind it."},
		{"a file", "photon", "file:///etc/passwd", "geocoder.url: “file:///etc/passwd” is not the address of a service. Write it like https://photon.example.org/api, without a question behind it."},
		{"with its question", "photon", "https://photon.example.org/api?q=x", "geocoder.url: “https://photon.example.org/api?q=x” is not the address of a service. Write it like https://photon.example.org/api, without a question behind it."},
		{"with a password", "photon", "https://a:b@photon.example.org/", "geocoder.url: “https://a:b@photon.example.org/” is not the address of a service. Write it like https://photon.example.org/api, without a question behind it."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			settings := data.Settings{data.SettingGeocoderKind: tt.kind, data.SettingGeocoderURL: tt.address}.Tidy()
			got := ""
			if err := settings.Validate(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Validate = %q, want %q", got, tt.want)
			}
			if settings.Geocodes() != (tt.kind != "" && tt.address != "") {
				t.Errorf("Geocodes = %v", settings.Geocodes())
			}
		})
	}
}
