#pragma once
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>
// Of term.h, whose macros would shadow common names.
extern int setupterm(const char *name, int descriptor, int *status);
// Swift imports neither casts in macros (WA_*) nor mutable globals (COLORS).
static const attr_t nc_bold = WA_BOLD, nc_dim = WA_DIM, nc_reverse = WA_REVERSE, nc_underline = WA_UNDERLINE,
                    nc_italic = WA_ITALIC;
static inline int nc_colors(void) { return COLORS; }
