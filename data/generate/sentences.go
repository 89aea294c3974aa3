package generate

// sentences are what descriptions are made of; fill says what stands in the gaps.
// None has more than twenty words when filled with single ones.
var sentences = []string{
	"L’association réunit les habitants de {t} autour de {w} et de {w}.",
	"Ici, on {d}, avec {w}, {w} et beaucoup de bonne humeur.",
	"Chaque semaine, des bénévoles proposent {w}, {w} ou {w} à qui veut venir.",
	"Le lieu est ouvert à toutes et à tous, sans condition d’âge ni de moyens.",
	"Né en 2014 d’une idée de {n} {n}, le projet a grandi avec {w} et {w}.",
	"Nous cherchons des personnes pour {w}, {w} et la tenue du local.",
	"L’adhésion est libre, et chacun participe selon ses envies : {w}, {w}, {w}.",
	"Avec la commune de {t} et le collectif {n}, nous préparons {w} pour l’an prochain.",
	"On y trouve {w}, {w}, {w} et un coin pour les enfants.",
	"Une fois par mois, la soirée {w} mêle {w} et {w}.",
	"Les ateliers portent sur {s}, {w} et {w}, du niveau débutant au plus avancé.",
	"Venez comme vous êtes, apportez {w} si vous en avez.",
	"Le matériel est prêté gratuitement : {w}, {w}, {w}.",
	"Les décisions se prennent ensemble, en assemblée, tous les deux mois.",
	"Le groupe de {n} s’occupe de {w}, celui de {n} de {w}.",
	"Depuis 2019, plus de cent familles ont pris part à {w} ou à {w}.",
	"Un marché de {w} et de {w} se tient devant la salle {n}.",
	"Nous défendons {s}, {w} et une vie locale plus {w}.",
	"Pour nous rejoindre : prenez le chemin de {n}, après le pont de {n}.",
	"Des rencontres avec {n} {n} sur {w} ont lieu à l’automne.",
	"Prix libre, repas partagé et visite de {w} pour celles et ceux qui le souhaitent.",
	"Notre réseau relie {n}, {n} et {n} autour de {s}.",
}

// englishSentences are those of descriptions in English.
var englishSentences = []string{
	"We are a group of neighbours from {t} who share tools, time and {w}.",
	"Everyone is welcome, whatever their age, their language or their means.",
	"Volunteers run workshops about {w}, {s} and {w} every other week.",
	"The project was started by {n} {n} and is now run by its members.",
	"You can borrow what you need for {w} and bring it back later.",
	"Come and help us with {w}, {w} or simply with the garden.",
	"Our open day takes place each summer, with music, food and {w}.",
	"Decisions are made together at a meeting that is open to all.",
	"Together with {n} and {n} we care for {w} in the whole area.",
	"There is a small library about {s}, {w} and {w}.",
}
