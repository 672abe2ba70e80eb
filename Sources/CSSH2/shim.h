#pragma once
/* Function-like macros are not seen by Swift: the functions with _ex under them are called instead. */
#include <libssh2.h>
