package data

import "strings"

// wordSet reads words between blanks, without the marks of their plurals.
func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[singular(word)] = true
	}
	return set
}

// The words of names that tell little, as [CompareName] reads them: folded.
var (
	// articles are what stands between words.
	articles = wordSet(`le la les un une des du de et au aux en a ou chez par pour sur sous dans avec notre nos votre no
		the of and for cet cette ce ces qui que son sa ses mon ma mes entre ver`)

	// forms say as what a group is set up: the same one is told with and without.
	forms = wordSet(`association asso asbl collectif groupe groupement comite club federation union reseau cooperative scop scic
		sarl sas eurl sa gaec earl amicale ami societe entreprise section ong loi 1901 officiel officielle page site`)

	// sharedWords are what many things are: one such word makes no two of them one,
	// and two different ones tell them apart.
	sharedWords = wordSet(`jardin partage partagee familial familiaux ouvrier potager verger rucher parc square
		mairie commune ville metropole communaute agglomeration prefecture ecole maternelle primaire elementaire college lycee universite
		creche halte garderie maison centre espace salle pole point relai lieu tiers plateforme accueil foyer residence
		cafe bar restaurant resto cantine buvette brasserie cuisine atelier repair fablab fab lab hackerspace garage
		bibliotheque mediatheque ludotheque artotheque musee theatre cinema galerie gymnase stade piscine terrain eglise chapelle
		ressourcerie recyclerie dechetterie dechetery friperie bricotheque outiltheque donnerie gratiferia
		epicerie magasin boutique marche amap halle ferme compost composteur composte compostage
		festival fete foire salon concert bal vide grenier brocante conference reunion assemblee generale rencontre soiree
		projet quartier hameau bourg village place rue avenue boulevard chemin gare poste hotel auberge gite camping
		social sociale sociaux culturel culturelle municipal municipale communal communale intercommunal intercommunale departemental
		departementale regional regionale national nationale citoyen citoyenne solidaire solidarite participatif participative associatif
		associative public publique local locale libre numerique mobile service mission emploi insertion sport sportif sportive
		agence postale antenne bureau itinerant itinerante permanence formation
		housing operative limited ltd trust company community society hall school church library
		pharmacie cabinet hopital clinique ehpad mjc ccas epn france`)
)
