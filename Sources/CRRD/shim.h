#pragma once
/* Brings in rrd_format.h, whose structures describe the header of a file: it is checked before librrd maps it. */
#define RRD_EXPORT_DEPRECATED
#include <rrd.h>
