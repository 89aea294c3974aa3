package generate

// topic is what an element is about: its name, its first tags and some of its
// sentences come from there.
type topic struct {
	tags  []string // the first on nearly all of it
	names []string // what bodies and places about it are called
	does  []string // ends of "Ici, on ..."
}

// topics are the topics, the common ones first.
var topics = []topic{
	{[]string{"solidarité", "entraide", "bénévolat"}, []string{"Entraide", "Le Relais", "Maison des solidarités", "Main dans la main"},
		[]string{"accueille sans rendez-vous", "distribue des colis", "accompagne les démarches"}},
	{[]string{"jardin", "jardin partagé", "potager"}, []string{"Jardin partagé", "Le Potager", "Les Incroyables Jardins", "Jardin des voisins"},
		[]string{"cultive des légumes ensemble", "échange des graines", "arrose à tour de rôle"}},
	{[]string{"culture", "spectacle", "arts"}, []string{"La Scène", "Compagnie", "Maison des arts", "Les Planches"},
		[]string{"monte des spectacles", "invite des artistes", "répète le mardi soir"}},
	{[]string{"sport", "loisirs", "santé"}, []string{"Club sportif", "Les Foulées", "Entente", "Gymnastique volontaire"},
		[]string{"bouge à tout âge", "s’entraîne deux fois par semaine", "court le dimanche matin"}},
	{[]string{"vélo", "mobilité", "réparation"}, []string{"Atelier vélo", "La Roue libre", "Vélocité", "La Bécane"},
		[]string{"répare son vélo soi-même", "apprend à rouler en ville", "récupère des pièces"}},
	{[]string{"alimentation", "circuits courts", "AMAP"}, []string{"AMAP", "Le Panier", "L’Épicerie", "La Cagette"},
		[]string{"distribue des paniers le jeudi", "achète directement aux producteurs", "cuisine les invendus"}},
	{[]string{"réemploi", "zéro déchet", "recyclage"}, []string{"Ressourcerie", "La Recyclerie", "Repair café", "La Seconde Vie"},
		[]string{"donne une seconde vie aux objets", "trie, répare et revend", "apprend à réparer"}},
	{[]string{"musique", "chant", "concert"}, []string{"Chorale", "École de musique", "Harmonie", "Les Voix"},
		[]string{"chante à plusieurs voix", "prête des instruments", "joue dans les rues"}},
	{[]string{"environnement", "biodiversité", "nature"}, []string{"Nature et vie", "Les Amis de la rivière", "Sentinelles", "La Huppe"},
		[]string{"compte les oiseaux", "plante des haies", "nettoie les berges"}},
	{[]string{"numérique", "logiciel libre", "fablab"}, []string{"Fablab", "Atelier numérique", "Le Bidouilleur", "Hackerspace"},
		[]string{"fabrique avec des machines partagées", "installe des logiciels libres", "apprend à coder en C++"}},
	{[]string{"éducation", "enfance", "jeunesse"}, []string{"Maison des jeunes", "Les P’tits Loups", "Centre de loisirs", "La Classe dehors"},
		[]string{"fait l’école dehors", "aide aux devoirs", "joue après la classe"}},
	{[]string{"tiers-lieu", "coworking", "atelier"}, []string{"Tiers-lieu", "La Fabrique", "La Halle", "Le Hangar"},
		[]string{"travaille côte à côte", "partage des bureaux", "organise des soirées"}},
	{[]string{"énergie", "solaire", "sobriété"}, []string{"Énergie citoyenne", "Toits solaires", "Watt commun", "Centrale villageoise"},
		[]string{"pose des panneaux sur les toits", "baisse ses factures", "investit ensemble"}},
	{[]string{"logement", "habitat participatif", "écolieu"}, []string{"Habitat participatif", "Le Hameau", "Toit commun", "La Ruche"},
		[]string{"construit son immeuble", "partage la buanderie", "décide au consentement"}},
	{[]string{"lecture", "bibliothèque", "livres"}, []string{"Bibliothèque", "Café-librairie", "Boîte à livres", "La Page"},
		[]string{"prête des livres", "lit à voix haute", "rencontre des autrices"}},
	{[]string{"patrimoine", "histoire", "mémoire"}, []string{"Mémoire vivante", "Amis du patrimoine", "Le Vieux Four", "Cercle d’histoire"},
		[]string{"restaure le lavoir", "recueille des témoignages", "ouvre la chapelle l’été"}},
	{[]string{"agriculture", "paysans", "ferme"}, []string{"Ferme", "GAEC", "Terre commune", "Les Champs"},
		[]string{"installe des paysans", "garde des semences anciennes", "mène les troupeaux"}},
	{[]string{"démocratie", "citoyenneté", "débat"}, []string{"Assemblée", "Café citoyen", "Conseil de quartier", "Agora"},
		[]string{"débat de l’avenir de la commune", "suit le budget participatif", "vote à main levée"}},
	{[]string{"migrants", "accueil", "langues"}, []string{"Bienvenue", "Langue commune", "La Cordée", "Welcome"},
		[]string{"apprend le français", "héberge quelques nuits", "cuisine du monde entier"}},
	{[]string{"emploi", "insertion", "artisanat"}, []string{"Atelier d’insertion", "Territoire zéro chômeur", "La Main à l’ouvrage", "Coup de pouce"},
		[]string{"crée des emplois utiles", "forme aux métiers du bois", "embauche sans condition"}},
	{[]string{"cinéma", "photographie", "vidéo"}, []string{"Ciné-club", "L’Écran", "Atelier photo", "La Bobine"},
		[]string{"projette en plein air", "développe en argentique", "tourne des films courts"}},
	{[]string{"monnaie locale", "économie sociale", "finance solidaire"}, []string{"Monnaie locale", "La Gonette d’ici", "Club d’épargne", "La Nef des voisins"},
		[]string{"paie en monnaie locale", "prête sans intérêt", "soutient les commerces"}},
	{[]string{"aînés", "lien social", "intergénérationnel"}, []string{"Les Cheveux d’argent", "Club des aînés", "Café des âges", "Voisinage"},
		[]string{"rend visite aux isolés", "joue aux cartes", "transmet des savoirs"}},
	{[]string{"compost", "permaculture", "sol vivant"}, []string{"Compost de quartier", "La Butte", "Sol vivant", "Le Ver de terre"},
		[]string{"dépose ses épluchures", "retourne le tas", "récolte le terreau au printemps"}},
}
