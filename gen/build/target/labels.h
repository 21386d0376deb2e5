/*
 * The labels that basegen gives to the images that it builds. They tell the engine and the registry
 * which image it is.
 */
#ifndef BUILD_TARGET_LABELS_H
#define BUILD_TARGET_LABELS_H

#define LABEL_KEY "basegen.key"                /* the content key */
#define LABEL_KEY_INPUTS "basegen.ingredients" /* what the key is made of, as text */
#define LABEL_PARENTS "basegen.parents"        /* the layers of its parents */
#define LABEL_STAND_IN "basegen.stand-in"      /* what a stand-in is */

#endif
