extension ISCServer {
    /// Looks at the server, or makes it serve another file, in one go.
    ///
    /// The arguments: `look` or `write`, its configuration, our file, its leases, what the text is called, its bytes, and
    /// files with the number of its process. The text comes as the input.
    ///
    /// It may end after any of its commands: files only ever take the place of others as a whole, and `-told` says
    /// `served` only from when the server was seen to serve our file until just before that changes. Until then, `-old` is
    /// what it served last. All that it makes beside our file begins with a dot.
    static let script: StaticString = #"""
        set -euf
        umask 022
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        LC_ALL=C
        export PATH LC_ALL
        verb=$1 named=$3 leases=$4 id=$5 size=$6
        die() { printf '%s\n' "$*" >&2; exit 1; }
        command -v dhcpd >/dev/null || die "dhcpd is not installed there"
        [ -f "$2" ] || die "$2 is not there"
        main=$(readlink -f "$2") || die "$2 leads nowhere"
        own=$(readlink -f "$3") || die "the folder of $3 is not there"
        [ -d "${own%/*}" ] || die "the folder ${own%/*} is not there"
        [ "$own" != "$main" ] || die "$named is its own configuration; a file that this includes is accepted"
        [ ! -e "$own" ] || [ -f "$own" ] || die "$named is no regular file, and is left as it is"
        shift 6
        hidden=${own%/*}/.${own##*/}.baadal
        trial=${main%/*}/.${main##*/}.baadal

        # A statement that names our file, wherever in a line that is no comment.
        included() {
          sed -n 's/^\([^#]*[;{}[:space:]]\)\{0,1\}include[[:space:]]*"\([^"]*\)"[[:space:]]*;.*/\2/p' "$main" |
            grep -qxF -e "$named"
        }

        # The configuration with another file in the place of ours: all of it is tried before any of it is changed.
        with() {
          OURS="\"$named\"" OTHER="\"$1\"" awk '
            { at = index($0, ENVIRON["OURS"]); head = substr($0, 1, at ? at - 1 : 0) }
            at && head ~ /^([^#]*[;{} \t])?include[ \t]*$/ {
              $0 = head ENVIRON["OTHER"] substr($0, at + length(ENVIRON["OURS"])); found = 1
            }
            { print }
            END { if (!found) print "include " ENVIRON["OTHER"] ";" }' "$main"
        }

        # Whether the server could read a configuration; if not, $why is its first complaint.
        sound() {
          why=
          # Quiet, it does not fill the log at each look, and has no complaints either.
          ended=0
          timeout 15 dhcpd -t -q -cf "$1" >/dev/null 2>&1 || ended=$?
          case $ended in
          0) return 0 ;;
          124) why="dhcpd -t does not end" && return 1 ;;
          esac
          said=$(timeout 15 dhcpd -t -cf "$1" 2>&1) && return 0
          why=$(printf '%s\n' "$said" | grep -m 1 -e ' line [0-9]*: ' -e '^Can.t open') ||
            why=$(printf '%s\n' "$said" | grep -m 1 .) || why="dhcpd -t ends without a word"
          return 1
        }

        # The number of the server's process.
        process() {
          set -- "$@" "$(sed -n 's/^[[:space:]]*pid-file-name[[:space:]]*"\(.*\)".*/\1/p' "$main")"
          for file in "$@"; do
            pid=
            [ -f "$file" ] && read -r pid <"$file" || [ -n "$pid" ] || continue
            [ -f "/proc/$pid/comm" ] && [ "$(cat "/proc/$pid/comm")" = dhcpd ] || continue
            printf '%s\n' "$pid"
            return 0
          done
          return 1
        }

        look() {
          if included; then echo read; fi
          if process "$@" >/dev/null; then echo runs; fi
          if ! sound "$main"; then
            broken=$why
            if included; then
              if (echo '#' >"$hidden-look" && cp -p "$main" "$trial-look" && with "$hidden-look" >"$trial-look") \
                2>/dev/null && sound "$trial-look"
              then printf 'refusal %s\n' "$broken"; else printf 'fault %s\n' "${why:-$broken}"; fi
              rm -f "$hidden-look" "$trial-look"
            else printf 'fault %s\n' "$broken"; fi
          fi
          if [ -f "$hidden-told" ]; then
            old=$(find "$hidden-told" -mmin +10)
            printf 'told %s%s\n' "${old:+old }" "$(head -n 1 "$hidden-told")"
          fi
          if [ -f "$leases" ]; then
            tail -c 4194304 "$leases" | grep -E '^lease |^ +(hardware|binding|client-hostname) |^}' || :
          fi
          if [ -f "$own" ]; then echo =file; cat "$own"; fi
        }

        # Starts the server anew; if it does not come, $why says what was said.
        restart() {
          before=$(process "$@") || before=
          log=$(mktemp) || log=/dev/null
          # What stays running must not hold our lock.
          if [ -d /run/systemd/system ]; then systemctl restart isc-dhcp-server
          else service isc-dhcp-server restart; fi >"$log" 2>&1 </dev/null 9>&- || :
          why=$(tr -s '[:space:]' ' ' <"$log" | head -c 300)
          [ "$log" = /dev/null ] || rm -f "$log"
          for try in 1 2 3 4 5; do
            if now=$(process "$@") && [ "$now" != "$before" ]; then
              # One that ends at once has not started.
              sleep 1
              [ "$(process "$@")" = "$now" ] && return 0
            fi
            sleep 1
          done
          why="the server does not start: ${why:-nothing was said}"
          return 1
        }

        # Writes a note of one line at once.
        note() {
          printf '%s\n' "$1" >"$hidden-note"
          mv "$hidden-note" "$hidden-told"
        }

        # Puts a file on the disk.
        keep() { sync "$1" 2>/dev/null || sync; }

        # A copy, complete or not there, of the same mode and owner.
        copy() {
          rm -f "$2"
          said=$(cp -p "$1" "$2" 2>&1) || die "$1 cannot be copied: ${said##*: }"
          [ "$(stat -c '%a %u %g' "$1")" = "$(stat -c '%a %u %g' "$2")" ] || die "the owner of $1 cannot be kept"
        }

        include() {
          copy "$main" "$trial-new"
          if [ -n "$(tail -c 1 "$main")" ]; then echo >>"$trial-new"; fi
          printf 'include "%s";\n' "$named" >>"$trial-new"
          keep "$trial-new"
          head -c "$(wc -c <"$main")" "$trial-new" | cmp -s - "$main" || die "$main is being edited"
          mv "$trial-new" "$main"
        }

        put() {
          said=$( (: >>"$hidden-lock") 2>&1) || die "nothing can be written beside $own: ${said##*: }"
          trap 'rm -f "$hidden-new" "$hidden-keep" "$hidden-none" "$trial-test" "$trial-new"' EXIT
          exec 9>"$hidden-lock"
          if command -v flock >/dev/null; then
            flock -w 60 9 2>/dev/null || flock -n 9 || die "another change of $named does not end"
          fi
          rm -f "$hidden-new"
          if [ -e "$own" ]; then copy "$own" "$hidden-new"; fi
          said=$(cat 2>&1 >"$hidden-new") || die "$hidden-new cannot be written: $said"
          [ "$(wc -c <"$hidden-new")" -eq "$size" ] || die "not all of $named has arrived"
          keep "$hidden-new"
          told=$(cat "$hidden-told" 2>/dev/null) || told=
          echo '# Nothing.' >"$hidden-none" || die "$hidden-none cannot be written"
          copy "$main" "$trial-test"
          with "$hidden-none" >"$trial-test"
          sound "$trial-test" || die "its configuration is broken by somebody else: $why"
          with "$hidden-new" >"$trial-test"
          sound "$trial-test" || die "it refuses the new $named: $why"
          if [ "$told" = "served $id" ] && cmp -s "$hidden-new" "$own" && included && process "$@" >/dev/null; then
            return 0
          fi
          case $told in served*) rm -f "$hidden-old" ;; esac
          if [ -e "$own" ] && [ ! -e "$hidden-old" ]; then
            copy "$own" "$hidden-keep"
            keep "$hidden-keep"
            mv "$hidden-keep" "$hidden-old"
          fi
          rm -f "$hidden-told"
          mv "$hidden-new" "$own"
          included || include
          if sound "$main" && restart "$@"; then
            note "served $id"
            rm -f "$hidden-old"
            return 0
          fi
          bad=$why
          if [ -e "$hidden-old" ]; then mv "$hidden-old" "$own"; else mv "$hidden-none" "$own"; fi
          if restart "$@"; then bad="$bad; it runs with what it had before"
          else bad="$bad; nor does it with what it had before"; fi
          note "failed $id $bad"
          die "$bad"
        }

        case $verb in
        look) look "$@" ;;
        write) put "$@" ;;
        esac
        """#
}
