package data

// UsualLicense is that of what people reference here unless they choose another: the
// Licence Ouverte of the French administration asks reusers to name the source, and
// nothing else.
const UsualLicense = "etalab-2.0"
