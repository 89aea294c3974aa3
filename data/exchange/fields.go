package exchange

import (
	"slices"
	"strings"
	"unicode"

	"maillage/data"
)

// field is what a column of a table, or a property of a feature, can hold. Its
// name is what a mapping calls it. docs/import-elements.md lists them.
type field string

const (
	fieldUUID          field = "uuid"
	fieldID            field = "id"
	fieldName          field = "name"
	fieldKind          field = "kind"
	fieldType          field = "type"
	fieldTags          field = "tags"
	fieldSummary       field = "summary"
	fieldDescription   field = "description"
	fieldStreet        field = "street"
	fieldNumber        field = "number"
	fieldRoad          field = "road"
	fieldPostcode      field = "postcode"
	fieldCity          field = "city"
	fieldINSEE         field = "insee"
	fieldCountry       field = "country"
	fieldLatitude      field = "latitude"
	fieldLongitude     field = "longitude"
	fieldPosition      field = "position"
	fieldGeometry      field = "geometry"
	fieldPrecision     field = "precision"
	fieldWebsite       field = "website"
	fieldSameAs        field = "same_as"
	fieldEmail         field = "email"
	fieldPhone         field = "phone"
	fieldHours         field = "opening_hours"
	fieldMonday        field = "monday"
	fieldTuesday       field = "tuesday"
	fieldWednesday     field = "wednesday"
	fieldThursday      field = "thursday"
	fieldFriday        field = "friday"
	fieldSaturday      field = "saturday"
	fieldSunday        field = "sunday"
	fieldImage         field = "image"
	fieldAccessibility field = "accessibility"
	fieldWheelchair    field = "wheelchair"
	fieldStart         field = "start"
	fieldEnd           field = "end"
	fieldTimeZone      field = "timezone"
	fieldEventStatus   field = "event_status"
	fieldCapacity      field = "capacity"
	fieldProgress      field = "progress"
	fieldIntent        field = "intent"
	fieldBasis         field = "basis"
	fieldPrice         field = "price"
	fieldUnit          field = "unit"
	fieldOfferState    field = "offer_state"
	fieldValidThrough  field = "valid_through"
	fieldExternalIDs   field = "external_ids"
	fieldSIRET         field = "siret"
	fieldSource        field = "source"
	fieldSourceURL     field = "source_url"
	fieldSourceLicense field = "source_license"
	fieldLicense       field = "license"
	fieldVerified      field = "verified"
)

// days are the fields of the days of a week, in order, as OpenStreetMap's syntax
// of opening hours calls the days.
var days = []struct {
	field field
	short string
}{
	{fieldMonday, "Mo"}, {fieldTuesday, "Tu"}, {fieldWednesday, "We"}, {fieldThursday, "Th"},
	{fieldFriday, "Fr"}, {fieldSaturday, "Sa"}, {fieldSunday, "Su"},
}

// known says by which names columns are recognised: folded words, the surest
// first. When several columns could hold a field that is one value, the one with
// the surest name does; gathered fields take all of theirs.
var known = []struct {
	field    field
	gathered bool
	names    string // separated by commas
}{
	{fieldUUID, false, "uuid"},
	{fieldID, false, "id,identifiant,source id,identifier,identifiant unique,uid,ref,reference,recordid,record id,osm id,numero rna,rna,code"},
	{fieldName, false, "name,nom,title,titre,label,libelle,intitule,denomination,raison sociale,nom complet,nom usuel,appellation,lib,structure,association,organisation,organization,organisme,etablissement,lieu"},
	{fieldKind, false, "kind,nature"},
	{fieldType, false, "type,types,typologie,categorie,category,rubrique"},
	{fieldTags, true, "tags,tag,mots cles,mot cle,keywords,hashtags,themes,theme,thematique,thematiques,categories,activites,activite,services,labels,discipline,disciplines"},
	{fieldSummary, false, "summary,resume,accroche,presentation resume,chapo"},
	{fieldDescription, false, "description,presentation,presentation detail,descriptif,details,objet,commentaire,commentaires,comment,notes"},
	{fieldStreet, false, "street,adresse,address,adresse postale,adresse complete,street address,streetaddress,addr full,adresse 1,adresse1"},
	{fieldNumber, false, "number,addr housenumber,adresse numero,numero,numero de voie,num voie,numero voie,housenumber"},
	{fieldRoad, false, "road,addr street,adresse rue,rue,voie,nom de la voie,nom voie,libelle voie"},
	{fieldPostcode, false, "postcode,code postal,cp,codepostal,postal code,postalcode,zip,zip code,zipcode,addr postcode,code post"},
	{fieldCity, false, "city,commune,ville,town,localite,addr city,lib com,libelle commune,nom commune,nom de la commune,nom com,libcom,municipality,locality,address locality,addresslocality,village"},
	{fieldINSEE, false, "insee,code insee,codeinsee,code insee commune,insee com,code commune,code commune insee,citycode,com insee,ref insee,insee code"},
	{fieldCountry, false, "country,pays,country code,code pays,addr country,addresscountry"},
	{fieldLatitude, false, "latitude,lat,lat wgs84,latitude wgs84,coord lat,coordonnees latitude,y wgs84,y,coord y"},
	{fieldLongitude, false, "longitude,lon,long,lng,lon wgs84,longitude wgs84,coord lon,coord long,coordonnees longitude,x wgs84,x,coord x"},
	{fieldPosition, false, "position,geo point 2d,geo point,geocodage xy,coordonnees gps,coordonnees geographiques,coordonnees,latlon,lat lon,latlng,latitude longitude,geolocalisation,gps,coordonnees xy,coordinates"},
	{fieldGeometry, false, "geometry,geo shape,geojson,geom,geometrie"},
	{fieldPrecision, false, "precision"},
	{fieldWebsite, false, "website,site,site web,siteweb,url,web,site internet,homepage,page web,lien,link,www,adresse web,contact website"},
	{fieldSameAs, true, "same as,sameas,facebook,twitter,instagram,mastodon,linkedin,youtube,page facebook,reseaux sociaux"},
	{fieldEmail, false, "email,mail,courriel,e mail,courriels,adresse mail,adresse email,adresse electronique,adresse de messagerie"},
	{fieldPhone, false, "phone,telephone,tel,telephone fixe,numero de telephone,num tel,telephone 1"},
	{fieldHours, false, "opening hours,openinghours,horaires ouverture osm,horaires,horaires ouverture,horaires d ouverture,horaire,horaires ouverture brut,heures d ouverture,openhours,hours"},
	{fieldMonday, false, "monday,lundi"}, {fieldTuesday, false, "tuesday,mardi"}, {fieldWednesday, false, "wednesday,mercredi"},
	{fieldThursday, false, "thursday,jeudi"}, {fieldFriday, false, "friday,vendredi"}, {fieldSaturday, false, "saturday,samedi"},
	{fieldSunday, false, "sunday,dimanche"},
	{fieldImage, true, "image,images,photo,photos"},
	{fieldAccessibility, false, "accessibility"},
	{fieldWheelchair, false, "wheelchair,accessibilite pmr,acces pmr,pmr"},
	{fieldStart, false, "start,date de debut,date debut,debut,start date,startdate,begin"},
	{fieldEnd, false, "end,date de fin,date fin,fin,end date,enddate"},
	{fieldTimeZone, false, "timezone,fuseau,fuseau horaire,time zone"},
	{fieldEventStatus, false, "event status"},
	{fieldCapacity, false, "capacity,capacite,jauge"},
	{fieldProgress, false, "progress,avancement"},
	{fieldIntent, false, "intent"}, {fieldBasis, false, "basis"}, {fieldPrice, false, "price,prix"}, {fieldUnit, false, "unit"},
	{fieldOfferState, false, "offer state"}, {fieldValidThrough, false, "valid through"},
	{fieldExternalIDs, false, "external ids"},
	{fieldSIRET, false, "siret,siret pivot,pivot"},
	{fieldSource, false, "source,source name,sourcekey"},
	{fieldSourceURL, false, "source url,permalink"},
	{fieldSourceLicense, false, "source license"},
	{fieldLicense, false, "license,licence"},
	{fieldVerified, false, "verified,verified at,date de verification"},
}

// namesAField tells, of a folded name, the field it stands for and how sure that
// is, 0 for the surest.
type namesAField struct {
	field field
	rank  int
}

var (
	fieldOf  = map[string]namesAField{} // by folded name
	gathered = map[field]bool{}
	isField  = map[field]bool{}
)

func init() {
	for _, k := range known {
		isField[k.field] = true
		gathered[k.field] = k.gathered
		for rank, name := range strings.Split(k.names, ",") {
			fieldOf[name] = namesAField{k.field, rank}
		}
	}
}

// Fields returns the names of all fields a mapping can name, in the order of the
// documentation.
func Fields() []string {
	var names []string
	for _, k := range known {
		names = append(names, string(k.field))
	}
	return names
}

// fieldNamed returns the field that the name of a column stands for: by the name
// as a whole, by what follows a group ("contact_web"), by what it begins with
// ("Nom du festival"). It is empty when the name tells nothing.
func fieldNamed(name string) namesAField {
	words := wordsOf(name)
	whole := strings.Join(words, " ")
	if f, ok := fieldOf[whole]; ok {
		return f
	}
	if len(words) < 2 {
		return namesAField{}
	}
	if group[words[0]] {
		if f, ok := fieldOf[strings.Join(words[1:], " ")]; ok && f.field != fieldName && f.field != fieldID {
			return namesAField{f.field, f.rank + 50}
		}
	}
	for n := min(len(words)-1, 3); n > 0; n-- {
		f, ok := fieldOf[strings.Join(words[:n], " ")]
		if ok && goesOn[f.field] != nil && !slices.ContainsFunc(words[n:], func(w string) bool { return goesOn[f.field][w] || ofAPerson[w] }) {
			return namesAField{f.field, f.rank + 100}
		}
	}
	return namesAField{}
}

// wordsOf returns the folded words of a name: "Code_Postal", "codePostal" and
// "code postal" are the same two.
func wordsOf(name string) []string {
	var spaced strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
		before = r
	}
	return strings.FieldsFunc(data.Fold(spaced.String()), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// group holds first words that only say what a group of columns is about.
var group = setOf("adresse", "address", "contact", "lieu", "structure", "geo", "h", "horaire", "horaires", "addr", "coordonnees")

// ofAPerson holds words of columns about somebody: nobody is named by a guess.
var ofAPerson = setOf("contact", "contacts", "responsable", "personne", "person", "referent", "maire", "president", "presidente",
	"dirigeant", "representant", "prenom", "gestionnaire", "directeur", "directrice")

// goesOn holds the fields whose names may go on ("Site internet du festival"), and
// the words that then make it the name of something else.
var goesOn = map[field]map[string]bool{
	fieldName: area, fieldType: area, fieldID: area, fieldStreet: area, fieldINSEE: setOf("epci", "dep", "departement", "region", "reg"),
	fieldPostcode: {}, fieldCity: {}, fieldWebsite: {}, fieldEmail: {}, fieldPhone: {}, fieldTags: {}, fieldDescription: {},
	fieldHours: {}, fieldLatitude: {}, fieldLongitude: {}, fieldPosition: {}, fieldStart: {}, fieldEnd: {},
}

var area = setOf("commune", "com", "ville", "departement", "dep", "region", "reg", "epci", "canton", "voie", "rue", "pays", "code", "mail", "web", "id", "url")
