#!/bin/sh
# GET /cgi-bin/reach?ADDRESS:PORT   what that page says, asked from in here
# (the static busybox has a wget that looks for libraries)
echo "Content-type: text/plain"
echo
printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 5 "${QUERY_STRING%:*}" "${QUERY_STRING#*:}" 2>&1
