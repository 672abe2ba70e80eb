internal import BaadalModel

/// dnsmasq: a file in its `dhcp-hostsdir`, which it reads by itself, and forgets entries of only when it is told to.
struct DnsmasqServer: DHCPServing {
    let shell: any BoxShell
    /// The file that is ours.
    let file: String
    var leases = "/var/lib/misc/dnsmasq.leases"
    /// What may be, or lie in, its configuration, beside what its command line names.
    var configuration = ["/etc/dnsmasq.conf", "/etc/dnsmasq.d"]
    /// Where its process may have left its number.
    var processFiles = ["dnsmasq/dnsmasq.pid", "dnsmasq.pid"].flatMap { ["/run/\($0)", "/var/run/\($0)"] }

    func look() async throws -> DHCPLook {
        DHCPLook(try await run(["look", file, leases, "", ""]), leases: DHCPLease.dnsmasq(parsing:))
    }

    func write(_ text: DHCPText) async throws {
        _ = try await run(["write", file, leases, text.id, "\(text.text.utf8.count)"], input: text.text)
    }

    private func run(_ arguments: [String], input: String = "") async throws -> String {
        try await shell.script(
            Self.script,
            arguments + ["\(configuration.count)"] + configuration + processFiles,
            input: input,
            within: .seconds(120)
        )
    }
}

extension DnsmasqServer {
    /// Looks at the server, or makes it serve another file, in one go.
    ///
    /// The arguments: `look` or `write`, our file, its leases, what the text is called, its bytes, how many places of
    /// configuration follow and those, and files with the number of its process. The text comes as the input.
    ///
    /// It may end after any of its commands, as ``ISCServer``'s. dnsmasq leaves alone what begins with a dot.
    private static let script: StaticString = #"""
        set -euf
        umask 022
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        LC_ALL=C
        export PATH LC_ALL
        verb=$1 named=$2 leases=$3 id=$4 size=$5 count=$6
        die() { printf '%s\n' "$*" >&2; exit 1; }
        folder=${named%/*}
        [ -d "$folder" ] ||
          die "the folder $folder is not there; make it, say dhcp-hostsdir=$folder in dnsmasq's configuration, restart it"
        own=$(readlink -f "$named") || die "$named leads nowhere"
        [ ! -e "$own" ] || [ -f "$own" ] || die "$named is no regular file, and is left as it is"
        hidden=${own%/*}/.${own##*/}.baadal
        shift 6
        places=
        while [ "$count" -gt 0 ]; do
          places="$places$1
        "
          shift
          count=$((count - 1))
        done

        # The number of the server's process.
        process() {
          for file in "$@"; do
            pid=
            [ -f "$file" ] && read -r pid <"$file" || [ -n "$pid" ] || continue
            [ -f "/proc/$pid/comm" ] && [ "$(cat "/proc/$pid/comm")" = dnsmasq ] || continue
            printf '%s\n' "$pid"
            return 0
          done
          return 1
        }

        # Whether its command line, or a file or folder that this or custom names, has it read our folder.
        configured() {
          words=
          if pid=$(process "$@"); then words=$(tr '\0' '\n' <"/proc/$pid/cmdline"); fi
          printf '%s\n' "$words" | sed -n 's/^--dhcp-hostsdir=//p' | grep -qxF -e "$folder" -e "$folder/" && return 0
          { printf '%s' "$places"; printf '%s\n' "$words" | sed 's/^--[a-z-]*=//; s/^-[C7]//; s/,.*//'; } |
            while read -r place; do
              case $place in
              /*) if [ -d "$place" ]; then find "$place/." ! -name . -prune -type f; else printf '%s\n' "$place"; fi ;;
              esac
            done | while read -r place; do
              if [ -f "$place" ]; then
                sed -n 's/^[[:space:]]*dhcp-hostsdir[[:space:]]*=[[:space:]]*\([^[:space:]]*\).*/\1/p' "$place"
              fi
            done | grep -xF -e "$folder" -e "$folder/" >/dev/null
        }

        look() {
          if configured "$@"; then echo read; fi
          if process "$@" >/dev/null; then echo runs; fi
          if [ -f "$hidden-told" ]; then printf 'told %s\n' "$(head -n 1 "$hidden-told")"; fi
          if [ -f "$leases" ]; then tail -c 4194304 "$leases" | grep '^[0-9]' || :; fi
          if [ -f "$own" ]; then echo =file; cat "$own"; fi
        }

        put() {
          said=$( (: >>"$hidden-lock") 2>&1) || die "nothing can be written beside $own: ${said##*: }"
          trap 'rm -f "$hidden-new" "$hidden-note"' EXIT
          exec 9>"$hidden-lock"
          if command -v flock >/dev/null; then
            flock -w 60 9 2>/dev/null || flock -n 9 || die "another change of $named does not end"
          fi
          rm -f "$hidden-new"
          if [ -e "$own" ]; then
            cp -p "$own" "$hidden-new"
            [ "$(stat -c '%a %u %g' "$own")" = "$(stat -c '%a %u %g' "$hidden-new")" ] ||
              die "the owner of $own cannot be kept"
          fi
          said=$(cat 2>&1 >"$hidden-new") || die "$hidden-new cannot be written: $said"
          [ "$(wc -c <"$hidden-new")" -eq "$size" ] || die "not all of $named has arrived"
          sync "$hidden-new" 2>/dev/null || sync
          told=$(cat "$hidden-told" 2>/dev/null) || told=
          if [ "$told" = "served $id" ] && cmp -s "$hidden-new" "$own" && process "$@" >/dev/null; then
            return 0
          fi
          rm -f "$hidden-told"
          mv "$hidden-new" "$own"
          pid=$(process "$@") || die "it is not running"
          kill -HUP "$pid" || die "it cannot be told to read $named again"
          sleep 1
          [ "$(process "$@")" = "$pid" ] || die "it ended when it was told to read $named again"
          printf '%s\n' "served $id" >"$hidden-note"
          mv "$hidden-note" "$hidden-told"
        }

        case $verb in
        look) look "$@" ;;
        write) put "$@" ;;
        esac
        """#
}
