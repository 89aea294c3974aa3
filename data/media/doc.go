// Package media takes pictures that people give and makes them fit to be shown.
//
// # Conventions
//
// Nothing of a file that was given reaches a page: a picture is decoded and
// written anew, so that what hides in a file (the place where a photo was taken,
// a script) stays behind. The size of a picture is read before its points are,
// and bounded, and so is the memory that reading them takes. A refusal is a
// [*PictureError], which says why.
//
// Nothing waits its turn here: who calls bounds how many pictures are read at once.
package media
