package generate

import "strings"

// things are nouns that a commons talks about, the common ones first.
var things = strings.Fields(`
	atelier jardin projet quartier commune territoire habitants partage rencontre accueil échange réparation
	vélo alimentation culture formation énergie logement enfants jeunes musique lecture santé nature compost
	graines verger potager maraîchage cuisine cantine épicerie pain fromage miel légumes fruits semences plantes
	arbres forêt rivière mer montagne sentier randonnée marche mobilité covoiturage train autopartage cargo
	objets outils outilthèque ressourcerie recyclerie réemploi vêtements couture textile laine bois menuiserie
	meuble métal soudure poterie céramique bijoux cuir peinture dessin photographie cinéma théâtre danse chant
	chorale orchestre concert festival fête carnaval bal spectacle cirque marionnettes conte poésie écriture
	édition librairie bibliothèque médiathèque livres journal radio podcast vidéo numérique logiciel ordinateur
	électronique imprimante fablab code données cartographie réseau internet wifi antenne solaire éolien
	hydroélectricité chauffage isolation rénovation maison habitat immeuble foyer colocation hameau écolieu
	chantier terre paille chaux pierre toiture eau pluie assainissement toilettes déchets tri plastique verre
	papier carton zéro-déchet biodiversité oiseaux abeilles hérissons chauves-souris insectes mare haie prairie
	bocage zone-humide littoral agriculture ferme élevage moutons chèvres vaches poules chevaux AMAP marché
	producteurs circuits-courts distribution monnaie crédit finances épargne assurance coopérative association
	syndicat collectif fédération conseil assemblée démocratie débat vote budget citoyenneté droits justice
	médiation solidarité entraide bénévolat don collecte maraude hébergement réfugiés migrants français langues
	alphabétisation école collège lycée université crèche garderie parents familles grands-parents aînés
	handicap soin sport yoga football judo natation escalade voile kayak pêche chasse échecs jeux ludothèque
	patrimoine église chapelle château moulin lavoir four musée archives mémoire histoire archéologie sciences
	astronomie géologie botanique herbier champignons climat adaptation sobriété décroissance transition
	résilience autonomie emploi insertion apprentissage métier artisanat entreprise bureau coworking télétravail
	salle local hangar garage terrain friche place rue fontaine kiosque banc passage escalier pont gare arrêt
	café bar restaurant auberge gîte camping refuge cabane chalet péniche bateau phare port plage dune falaise
	`)

// qualities are adjectives, of either gender, the common ones first.
var qualities = strings.Fields(`
	solidaire écologique participatif ouvert local libre partagé citoyen gratuit convivial durable associatif
	populaire rural urbain coopératif collectif bio artisanal autonome intergénérationnel culturel numérique
	mobile itinérant éphémère permanent municipal départemental régional européen international féministe
	inclusif accessible adapté sportif musical littéraire scientifique technique pédagogique familial scolaire
	alternatif expérimental innovant traditionnel ancien nouveau petit grand sauvage cultivé naturel végétal
	animal maritime fluvial montagnard forestier agricole paysan ouvrier étudiant nomade voisin commun public
	autogéré indépendant fédéré jumelé labellisé agréé reconnu discret joyeux calme nocturne matinal hivernal
	estival printanier automnal mensuel hebdomadaire annuel quotidien occasionnel
	`)

// prefixes make compounds with things.
var prefixes = strings.Fields(`
	éco- co- inter- auto- micro- mini- bio- agro- multi- péri- post- néo- socio- vélo- ciné- musico- géo- hydro-
	électro- photo- radio- télé- archi- anti- méta- pluri- proto- rétro- super- trans- ultra- vidéo- hyper- mono-
	poly- biblio- arti- ludo- agri- sylvi- api- perma- techno- éthno-
	`)

// Syllables of proper names.
var (
	nameStarts = strings.Fields(`
		Ker Plou Tré Lan Bel Mont Vau Cha Bru Gar Mar Per Ro Sau Tour Ver Bar Cor Dur Fon Gui Hau Jou Lam Mal Nan
		Or Pra Quer Ram Sar Tal Val Bour Cler Dol Fer Gran Lou Mir`)
	nameMiddles = strings.Fields(`ma li ve ro sa ti ne do gui re la vi bo mi co ja pe du ra fe no che sou ba tu`)
	nameEnds    = strings.Fields(`
		rec dan guen val mont ville court san gnac nière zac bert lin tel dier veau rac gny non lle drin pont son
		gard cel bois quet lard vin rat mel guet nel fort nac det main puy ric los`)
)

var (
	streetKinds = []string{"rue", "avenue", "place", "chemin", "impasse", "allée", "route", "quai"}
	streetNames = []string{
		"des Lilas", "de la Mairie", "du Moulin", "de l’Église", "des Écoles", "de la Gare", "du Lavoir", "des Tilleuls",
		"du Stade", "de la Fontaine", "des Jardins", "du Port", "de la République", "du Marché", "de la Liberté",
		"des Peupliers", "du Château", "de la Forêt", "des Champs", "de la Paix",
	}
	givenNames = strings.Fields(`
		Ana Yves Léa Marc Chloé Hugo Inès Noé Fatou Paul Maëlle Youssef Jeanne Karim Élise Loïc Zoé Émile Nadia Gaël
		Soizic Théo Aïcha Rémi Lucie Tom Maud Erwan Camille Sacha`)
)
