/*
 * The messages of stand-ins for bases. A mistake is said in the same words everywhere, and each has
 * a case in tests/cases.
 */
#ifndef BUILD_BOOTSTRAP_MISTAKES_H
#define BUILD_BOOTSTRAP_MISTAKES_H

#define MISTAKE_BASE_PINNED "'%s' is pinned by a digest, which no stand-in can have"
#define MISTAKE_BASE_WITHOUT_RECIPE                                                                \
	"no recipe for a stand-in for '%s'; there are recipes for names such as %s"
#define MISTAKE_BASE_VERSION "'%s': no Debian release has %s %s; stand-ins can be made of %s"
#define MISTAKE_BASE_OTHER_RELEASE "'%s': %s %s is the one of Debian %s, not of %s"
#define MISTAKE_BASE_DEBIAN "'%s': no recipe for this release of Debian; there are recipes for %s"

#endif
